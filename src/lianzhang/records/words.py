"""What each act and each fact is called on the screens. A test holds both tables against what is written."""

from __future__ import annotations

from typing import Any

from django.db.models import Field, Model

__all__ = ["ACTS", "FACTS", "act_word", "fact_word", "field_of", "value_word"]

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
    "batch.apply": "导入一批",
    "batch.undo": "撤销一批导入",
    "coverage.declare": "申报台账齐全",
    "coverage.withdraw": "撤回齐全申报",
    "checklist_record.record": "登记配备文件",
    "checklist_record.withdraw": "撤销配备记录",
    "export": "导出",
    "contact.add": "登记联系岗位",
    "contact.change": "修改联系岗位",
    "contact.remove": "移去联系岗位",
    "contact.reveal": "查看完整号码",
    "firm.above_scale": "登记规上年份",
    "firm.bulk_edit": "批量修改企业",
    "firm.bulk_undo": "撤销批量修改",
    "firm.create": "登记企业",
    "firm.edit": "修改企业",
    "firm.former_name": "登记曾用名",
    "firms.load": "载入公开名录",
    "firm.merge": "合并企业",
    "firm.merged": "并入他家",
    "firm.not_same": "认定不是同一家",
    "firm.not_same_withdrawn": "撤销不是同一家的认定",
    "firm.rename": "企业改名",
    "firm.state": "改企业状态",
    "membership.change": "修改在链记录",
    "membership.end": "企业离链",
    "membership.put": "企业上链",
    "membership.withdraw": "撤销在链记录",
    "research_body.add": "登记研发机构",
    "research_body.remove": "移去研发机构",
    "honour.change": "修改荣誉",
    "honour.end": "记荣誉取消",
    "honour.grant": "登记荣誉",
    "honour.renew": "记荣誉复核",
    "honour.withdraw": "撤销荣誉记录",
    "identity.link": "关联统一身份",
    "identity.unlink": "解除统一身份关联",
    "job.discard": "放弃后台任务",
    "job.retry": "重试后台任务",
    "limit.reached": "超过频次",
    "lock.close": "锁定时期",
    "lock.open": "解锁时期",
    "observation.confirm": "确认实际值",
    "observation.correct": "更正实际值",
    "observation.discard": "删除实际值",
    "observation.edit": "修改实际值",
    "observation.enter": "填报实际值",
    "observation.prefer": "采用实际值",
    "observation.return": "退回实际值",
    "observation.submit": "提交实际值",
    "observation.unprefer": "取消采用",
    "observation.withdraw": "撤回实际值",
    "plans.load": "载入方案",
    "segment.judge": "判断环节强弱",
    "sample.make": "造示例市",
    "sample.purge": "清除示例市",
    "sheet.apply": "导入表格",
    "statement.confirm": "确认企业报表",
    "statement.correct": "更正企业报表",
    "statement.discard": "删除企业报表",
    "statement.edit": "修改企业报表",
    "statement.enter": "填报企业报表",
    "statement.explain": "说明可疑数属实",
    "statement.return": "退回企业报表",
    "statement.submit": "提交企业报表",
    "statement.withdraw": "撤回企业报表",
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


# Facts that are no field of the row, or are called otherwise there.
FACTS: dict[str, str] = {
    "above_scale": "规上年份",
    "account_of": "账号",
    "action": "动作",
    "allowed": "每分钟限",
    "asked": "筛选",
    "before": "早于",
    "chain": "产业链",
    "chains_left": "离开的链",
    "changes": "改动",
    "changes_not_shown": "未列出的改动",
    "contact": "联系岗位",
    "content_hash": "文件夹校验值",
    "correction": "更正错字",
    "counts": "写入",
    "device": "设备",
    "ends_source": "止任依据",
    "error": "错误",
    "events": "条数",
    "field": "列",
    "file": "文件",
    "filled": "补齐的项",
    "firms": "企业数",
    "former_name": "曾用名",
    "instead_of": "代替",
    "into": "并入",
    "into_pk": "并入的编号",
    "job": "任务",
    "kind": "类别",
    "left": "离任",
    "listed": "名录所列",
    "moved": "移交",
    "nature": "存量或流量",
    "new": "新",
    "number_changed": "换了号码",
    "of": "账号",
    "old": "原",
    "other": "另一家",
    "other_pk": "另一家的编号",
    "period": "时期",
    "pk": "编号",
    "place": "范围",
    "plan": "方案",
    "post": "岗位",
    "quantity": "指标",
    "reason": "理由",
    "relation": "与目标的关系",
    "repeated": "重复的",
    "register": "名录",
    "replaces": "更正",
    "research_body": "研发机构",
    "role": "链上身份",
    "row": "行",
    "rows": "写入的行",
    "rule": "规则",
    "scale": "规模",
    "seed": "随机种子",
    "segment": "环节",
    "sha256": "文件校验值",
    "share": "计入比例",
    "since": "起",
    "size": "字节数",
    "source": "依据",
    "state": "状态",
    "subject": "目标或任务",
    "table": "表",
    "taken": "接任",
    "title": "名称",
    "until": "止",
    "value": "数值",
    "was": "原采用理由",
    "way": "方式",
}
VALUES = {True: "是", False: "否", None: "（空）", "": "（空）"}
# What a load did to a row of the plan's tables.
LOADED = {"added": "新增", "changed": "修改", "removed": "删除", "kept": "保留"}


def act_word(action: str) -> str:
    return ACTS.get(action, action)


def field_of(model: type[Model] | None, name: str) -> Field[Any, Any] | None:
    fields = model._meta.fields if model else ()
    return next((field for field in fields if field.name == name), None)


def fact_word(model: type[Model] | None, name: str) -> str:
    """The house's own word, else what the field of the row is called."""
    field = field_of(model, name)
    return FACTS.get(name) or (str(field.verbose_name) if field else name)


def value_word(model: type[Model] | None, name: str, value: Any) -> str:
    """A choice by its title, yes and no as words, anything else as it stands."""
    if name == "action" and value in LOADED:
        return LOADED[value]
    field = field_of(model, name)
    titles = dict(field.flatchoices) if field is not None else {}
    return str(titles.get(value) or VALUES.get(value, value))
