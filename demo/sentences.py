"""What players say: bargaining sentences in Chinese and English, filled with the scenario's own texts.

They are speech of invented people at a table, not words of the interface, so they are written here in
both languages and never translated by a catalogue.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from demo.look import Look

SAY: dict[str, dict[str, tuple[str, ...]]] = {
    "opening": {
        "zh": (
            "各位代表，{side}感谢对方按期到会。今天我们重点谈“{first}”“{second}”和“{third}”，每一项都有依据，也都留有余地。",
            "我代表{side}作开场陈述。我们准备了数据，也听取了各方意见，希望今天在“{first}”和“{second}”上谈出结果，“{third}”一并商量。",
            "{side}的态度很明确：守法是前提，共赢是目的。请先就“{first}”交换意见，再谈“{second}”“{third}”。",
        ),
        "en": (
            "Colleagues, the {side} thanks you for coming. We want to settle “{first}”, “{second}” and “{third}”.",
            "I open for the {side}. We hope to settle “{first}” and “{second}” today, and “{third}” too.",
            "The {side} says: the law first, and both must gain. Let us take “{first}”, then “{second}” and “{third}”.",
        ),
    },
    "figure": {
        "zh": (
            "请看数据：{label}为{value}{unit}。谈“{issue}”不能离开这个数字。",
            "刚才出示的{label}是{value}{unit}，我们认为“{option}”与它相称。",
            "{label}{value}{unit}，这是双方都认可的事实。请对方据此再考虑“{issue}”。",
        ),
        "en": (
            "Look at the figures: {label} is {value} {unit}. We cannot discuss “{issue}” without it.",
            "The figure just shown, {label}, is {value} {unit}. To us “{option}” is in keeping with it.",
            "{label}: {value} {unit}. Both sides accept this fact. Please think again about “{issue}”.",
        ),
    },
    "law": {
        "zh": (
            "“{issue}”有法定底线：{rule}（{source}）。低于底线的方案我们不能签。",
            "提醒对方：{source}写得清楚，{rule}。我们在这个基础上谈。",
        ),
        "en": (
            "“{issue}” has a statutory minimum: {rule} ({source}). We cannot sign below it.",
            "A reminder: {source} says plainly: {rule} We bargain from there.",
        ),
    },
    "argue": {
        "zh": (
            "在“{issue}”上，我们主张“{option}”。这不是漫天要价，是核算过的。",
            "贵方的难处我们听到了。如果“{issue}”能按“{option}”，其他议题可以再商量。",
            "“{issue}”关系到双方长远，“{option}”比现在的做法更稳妥。",
            "我补充一点：“{issue}”拖着不解决，代价最后还是双方承担。",
            "能不能换个角度：“{issue}”先按“{option}”执行，到期再评估？",
        ),
        "en": (
            "On “{issue}” we stand for “{option}”. That is no opening bluff; we have worked it out.",
            "We hear your difficulties. If “{issue}” can be “{option}”, we can talk about the rest.",
            "“{issue}” matters to both of us in the long run. “{option}” is safer than what we have now.",
            "One more point: if “{issue}” stays unsettled, both sides pay for it in the end.",
            "Another way to see it: take “{option}” for “{issue}” now and look at it again when the term ends?",
        ),
    },
    "reply": {
        "zh": (
            "对方刚才的发言我们记下了。我们愿意在“{issue}”上相向而行，但请对方也拿出诚意。",
            "回应对方：“{issue}”我们可以谈“{option}”，一次到位确实有困难。",
            "谢谢。对“{issue}”，我们的理解和贵方差距不大，建议书面提出来。",
        ),
        "en": (
            "We have noted what you said. We will move on “{issue}”, and ask you to move as well.",
            "In reply: on “{issue}” we can talk about “{option}”. All at once is hard indeed.",
            "Thank you. On “{issue}” we are not far apart. Let us put it in writing.",
        ),
    },
    "closing": {
        "zh": (
            "感谢对方代表。谈成的条款我们会向职工和企业逐条说明，认真履行。",
            "今天的协商有争论也有理解。已经达成的，我们说到做到。",
        ),
        "en": (
            "Thank you all. We will explain each agreed clause to our people and keep it.",
            "We argued and we understood each other. What is agreed we shall keep.",
        ),
    },
    "note": {
        "zh": (
            "这一轮我们在“{issue}”上作了让步。",
            "整体方案，请一并考虑。",
            "希望对方在“{issue}”上也走一步。",
        ),
        "en": (
            "In this round we gave way on “{issue}”.",
            "A package: please take it as a whole.",
            "We hope that you move on “{issue}” too.",
        ),
    },
    "caucus": {
        "zh": (
            "“{issue}”是我们的底线之一，先不要松口。",
            "对方在“{issue}”上动了，可以考虑换“{option}”。",
            "我算了一下，“{issue}”让一档，对我们影响不大。",
            "注意时间，先把容易的签下来。",
            "不要透露我们的底牌，继续问对方的依据。",
        ),
        "en": (
            "“{issue}” is one of our last lines: do not give way yet.",
            "They moved on “{issue}”. We could trade it for “{option}”.",
            "I have worked it out: one step on “{issue}” costs us little.",
            "Mind the time; settle the easy ones first.",
            "Do not show our hand. Keep asking what they base it on.",
        ),
    },
    "minutes": {
        "zh": ("{side}首席提出方案：{terms}。", "{side}书面提出：{terms}。"),
        "en": (
            "The chief of the {side} proposed: {terms}.",
            "The {side} tabled: {terms}.",
        ),
    },
    "minutes.agreed": {
        "zh": ("双方就以下条款达成一致：{terms}。",),
        "en": ("Both sides agreed on: {terms}.",),
    },
    "minutes.phase": {
        "zh": ("进入“{phase}”。",),
        "en": ("“{phase}” begins.",),
    },
    "minutes.fact": {
        "zh": ("{side}出示数据：{label}。",),
        "en": ("The {side} showed a figure: {label}.",),
    },
    "ruling": {
        "zh": (
            "请双方围绕议题发言，提出方案以首席代表为准。",
            "提醒：引用数据请说明出处，资料中没有的数字不作为依据。",
        ),
        "en": (
            "Please keep to the agenda. Only the chiefs make proposals.",
            "A reminder: name the source of each figure. A number outside the data pack does not count.",
        ),
    },
    "pause": {"zh": ("核对设备与席位",), "en": ("Checking the devices and seats",)},
    "reject": {
        "zh": (
            "与我方授权差距较大，我方将另提方案。",
            "部分条款不能接受，请看我方方案。",
        ),
        "en": (
            "Too far from our mandate; we shall make another proposal.",
            "Some of it we cannot accept. Please see ours.",
        ),
    },
    "reopen": {
        "zh": ("核对文本时发现“{issue}”的表述还需明确，请求重新打开。",),
        "en": ("On reading it again the wording of “{issue}” is not clear yet: we ask to open it again.",),
    },
    "withdraw": {
        "zh": ("以我方新方案为准。",),
        "en": ("Our new proposal takes its place.",),
    },
    "impasse": {
        "zh": ("双方在主要议题上差距仍大，建议中止，择期再谈。",),
        "en": ("We are still far apart on the main issues and propose to suspend.",),
    },
    "score": {
        "zh": (
            "{title}：依据讲得清楚，能对上资料里的数字。",
            "{title}：有来有往，但让步没有换到东西。",
            "{title}：回应及时，抓住了对方话里的漏洞。",
            "{title}：表述稳，时间掌握好。",
            "{title}：中段有些散，收尾拉了回来。",
        ),
        "en": (
            "{title}: grounds were clear and matched the data pack.",
            "{title}: gave and took, but got little for what it gave.",
            "{title}: answered at once and found the gap in the argument.",
            "{title}: steady in words and in time.",
            "{title}: loose in the middle, gathered at the end.",
        ),
    },
    "return": {
        "zh": ("请核对“{title}”一项的记分和评语后再提交。",),
        "en": ("Please check the mark and note for “{title}” and submit again.",),
    },
}

SIDE_NAMES = {
    "workers": {"zh": "职工方", "en": "workers’ side"},
    "employer": {"zh": "企业方", "en": "employer’s side"},
}


def sentence(look: Look, topic: str, *about: object, **words: str) -> str:
    """One sentence on ``topic`` in the player's language; ``about`` chooses which, the same each time."""
    texts = SAY[topic][look.language]
    return look.dice("sentence", topic, *about).choice(texts).format_map(words)


def side_name(look: Look, side: str) -> str:
    return SIDE_NAMES[side][look.language] if side in SIDE_NAMES else ""


def title_of(look: Look, issue: str) -> str:
    """An issue's title."""
    return look.words(look.table["scenario"]["issues"][issue]["title"])


def option_of(look: Look, issue: str, option: str) -> str:
    """An option's words."""
    return look.words(look.table["scenario"]["issues"][issue]["options"][option]["text"])


def listed(look: Look, terms: Mapping[str, str]) -> str:
    """Terms in one line: issue and option after option."""
    stop, colon = ("；", "：") if look.language == "zh" else ("; ", ": ")
    return stop.join(f"{title_of(look, i)}{colon}{option_of(look, i, o)}" for i, o in terms.items())


def number_facts(facts: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """The public figures that are one plain number, so that a sentence can hold them."""
    for key, fact in facts.items():
        if fact.get("audience", "public") == "public" and isinstance(fact.get("value"), int | float | str):
            yield key, fact
