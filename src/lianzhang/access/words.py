"""Permissions in Chinese, as pages and explanations say them."""

from .permissions import Permission as P

__all__ = ["PERMISSIONS"]

PERMISSIONS: dict[P, str] = {
    P.READ_PLAN: "看方案",
    P.ENTER_OBSERVATION: "填报实际值",
    P.CONFIRM_OBSERVATION: "确认或退回实际值",
    P.RECORD_APPOINTMENT: "登记任职",
    P.WITHDRAW_APPOINTMENT: "撤销任职记录",
    P.RECORD_CHECKLIST: "登记配备文件",
    P.WITHDRAW_CHECKLIST: "撤销配备记录",
    P.READ_ENTERPRISES: "看企业名录",
    P.EDIT_ENTERPRISE: "维护企业名录",
    P.MERGE_ENTERPRISE: "合并重复的企业",
    P.REVEAL_CONTACT: "查看企业联系电话",
    P.RECORD_HONOUR: "登记荣誉",
    P.ENTER_STATEMENT: "填报企业报表",
    P.CONFIRM_STATEMENT: "确认或退回企业报表",
    P.LOCK_PERIOD: "锁定和解锁时期",
    P.DECLARE_COVERAGE: "申报台账齐全",
    P.JUDGE_SEGMENT: "判断环节强弱",
    P.IMPORT_SHEET: "导入台账表格",
    P.ADD_ATTACHMENT: "上传附件，移去自己传的",
    P.REMOVE_ATTACHMENT: "移去别人传的附件",
    P.MANAGE_ACCOUNTS: "管理账号",
    P.GRANT_ASSIGNMENT: "任岗、撤岗和交接",
    P.EXPLAIN_ACCESS: "查权限",
    P.END_SESSION: "结束登录会话",
    P.READ_AUDIT: "看审计记录",
    P.EXPORT_AUDIT: "导出审计记录",
    P.MANAGE_JOBS: "管理后台任务",
}
