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
