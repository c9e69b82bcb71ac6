"""What each act is called on the screens. A test holds this table against the acts that are written."""

__all__ = ["ACTS", "act_word"]

ACTS: dict[str, str] = {
    "account.change": "修改账号",
    "account.create": "新建账号",
    "account.disable": "停用账号",
    "account.enable": "启用账号",
    "account.temporary_password": "给临时口令",
    "acting.switch": "换岗位办理",
    "appointment.end": "记任职止",
    "appointment.record": "登记任职",
    "appointment.withdraw": "撤销任职记录",
    "assignment.end": "撤岗",
    "assignment.grant": "任岗",
    "assignment.hand_over": "交接岗位",
    "attachment.add": "附上文件",
    "attachment.remove": "移去文件",
    "audit.prune": "移出旧记录",
    "checklist_record.record": "登记配备文件",
    "checklist_record.withdraw": "撤销配备记录",
    "export": "导出",
    "job.discard": "放弃后台任务",
    "job.retry": "重试后台任务",
    "observation.confirm": "确认实际值",
    "observation.correct": "更正实际值",
    "observation.discard": "删除实际值",
    "observation.edit": "修改实际值",
    "observation.enter": "填报实际值",
    "observation.pass_on": "移交实际值",
    "observation.prefer": "采用实际值",
    "observation.return": "退回实际值",
    "observation.submit": "提交实际值",
    "observation.unprefer": "取消采用",
    "observation.withdraw": "撤回实际值",
    "plans.load": "载入方案",
    "sheet.apply": "导入表格",
    "sign_in": "登录",
    "sign_in.failed": "登录失败",
    "sign_in.locked": "登录锁定",
    "sign_out": "退出登录",
    "password.change": "修改口令",
    "session.end": "结束会话",
    "second_factor.enrol": "启用两步验证",
    "second_factor.failed": "两步验证失败",
    "second_factor.passed": "通过两步验证",
    "second_factor.remove": "去掉两步验证",
}


def act_word(action: str) -> str:
    return ACTS.get(action, action)
