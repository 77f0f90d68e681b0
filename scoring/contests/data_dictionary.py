"""The tables of an exported contest: every column's type, and what it means in Chinese and English."""

Column = tuple[str, str, str]

_MATCH: Column = ("integer", "比赛编号", "number of the match")
_TEAM: Column = ("integer", "队伍编号", "number of the team")
_REASON: Column = ("text", "理由", "reason")
_BY: Column = ("text", "决定人", "who decided")
_ORDER: Column = ("text", "编号次序（JSON），最好者在前", "ids in order (JSON), best first")
_VERSION: Column = ("integer", "名次版本，0为未成版", "version of the standings, 0 where there is none yet")

TABLES: dict[str, dict[str, Column]] = {
    "teams": {
        "team": _TEAM,
        "code": ("text", "抽签代号", "code by lot"),
        "name": ("text", "队名", "name"),
        "name_en": ("text", "英文队名", "name in English"),
        "organization": ("text", "选送单位", "organisation that sent it"),
        "organization_id": ("integer", "选送单位编号", "number of that organisation"),
        "status": ("text", "状态", "registered, approved, returned or withdrawn"),
    },
    "members": {
        "member": ("integer", "队员编号", "number of the person in the team"),
        "team": _TEAM,
        "role": ("text", "角色", "leader, chief, representative or reserve"),
        "name": ("text", "姓名", "name"),
        "employer": ("text", "工作单位", "employer"),
        "left": ("yes or no", "是否已离队", "whether somebody else took their place"),
    },
    "matches": {
        "match": _MATCH,
        "stage": ("text", "阶段", "stage, by its id in the format"),
        "round": ("integer", "轮次", "round"),
        "workers": ("integer", "职工方队伍编号", "team on the workers’ side"),
        "employer": ("integer", "企业方队伍编号", "team on the employer’s side"),
        "scenario": ("integer", "案例版本编号", "number of the case’s version"),
        "scenario_title": ("text", "案例", "title of the case"),
        "starts_at": ("text", "计划开始时间（ISO 8601）", "planned start (ISO 8601)"),
        "status": ("text", "状态", "status of the session"),
        "judged": ("yes or no", "结果是否已确认", "whether its result is confirmed"),
    },
    "seats": {
        "match": _MATCH,
        "seat": ("text", "席位", "seat at the table"),
        "member": ("integer", "就座队员编号", "number of the person who sat there"),
    },
    "subjects": {
        "match": _MATCH,
        "rubric": ("text", "评分细则摘要值", "digest of the rubric, as in contest.json"),
        "subject": ("text", "被评对象", "who is judged: a side, or the seat of a person"),
        "number": ("integer", "次序", "order on the ballot"),
        "kind": ("text", "类别", "team or person"),
        "side": ("text", "所属一方", "side"),
    },
    "values": {
        "match": _MATCH,
        "judge": ("text", "评委席位", "seat of the judge"),
        "number": ("integer", "评委序号", "number of the judge"),
        "criterion": ("text", "评分项", "criterion, by its id in the rubric"),
        "subject": ("text", "被评对象", "who was judged"),
        "value": ("text", "评分，精确小数", "value as it was given, exact decimal"),
    },
    "penalties": {
        "match": _MATCH,
        "subject": ("text", "被扣分一方", "side that was charged"),
        "rule": ("text", "扣分规则", "rule, by its id in the rubric"),
        "points": ("text", "扣分，精确值", "points taken, exact"),
    },
    "marks": {
        "team": _TEAM,
        "component": ("text", "计分项目", "component, by its id in the format"),
        "value": ("text", "得分，精确小数", "points, exact decimal"),
    },
    "person_marks": {
        "member": ("integer", "队员编号", "number of the person in the team"),
        "component": ("text", "计分项目", "component, by its id in the format"),
        "value": ("text", "得分，精确小数", "points, exact decimal"),
    },
    "decisions": {"order": _ORDER, "by": _BY, "reason": _REASON},
    "choices": {
        "title": ("text", "奖项", "title, by its id in the format"),
        "order": _ORDER,
        "by": _BY,
        "reason": _REASON,
    },
    "standings": {
        "version": _VERSION,
        "team": _TEAM,
        "place": ("integer", "名次", "place"),
        "total": ("text", "总分，精确分数", "total of 100, exact fraction"),
    },
    "awards": {
        "version": _VERSION,
        "title": ("text", "奖项", "title, by its id in the format"),
        "number": ("integer", "序号", "order among the winners"),
        "winner": ("text", "获奖者编号（队伍、队员或单位）", "id of the winner: a team, a person or an organisation"),
        "name": ("text", "获奖者", "name of the winner"),
    },
}
