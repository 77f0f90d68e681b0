"""A whole class by itself: call, quotas, enrolment, attendance, exam, blind marking, certificates.

Everything goes through the same verbs that the pages use; only the people are dice, and the days lie behind us so that
nobody has to wait for them.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from people.models import Office, Organization, User
from training.certification import designing, ledger, radar, words
from training.certification.models import Certificate, Scheme
from training.classes import attending, audit, enrolling, preparing
from training.classes.engine import codes
from training.classes.models import Class, Enrolment, Lesson, Status
from training.credentials import batches, checking, local
from training.credentials.issuing import documents_of
from training.credentials.models import Batch
from training.exams import blind, outcomes, setting, sitting
from training.exams.analysis import analysed
from training.exams.drawing import questions_of
from training.exams.engine.points import WRITTEN
from training.exams.models import Attempt, Exam
from training.refusals import Refusal

FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国志红梅玲兰春燕文辉力生龙晓东海波宁鑫宇浩轩"
COUNTIES = "渭滨 金台 陈仓 凤翔 岐山 扶风 眉县 陇县 千阳 麟游 凤县 太白".split()  # noqa: SIM905
INDUSTRIES = ("交通运输", "能源化工", "教科文卫", "建设建材")
#: Of a hundred people: how many more apply than there are places, cancel late, and need more time.
MORE, CANCEL, SLOW = 40, 4, 3
ABILITY = (0.55, 0.97)
#: What somebody writes who knows the steps of bargaining, and who does not.
WELL = ("先发出书面要约，收集资料并测算成本，协商后提请职代会审议，报送审查并公布履行。",)
BADLY = ("先协商，再签订。", "直接签字。")

Say = Callable[[str], Any]


@dataclass
class Simulation:
    """One class. ``say`` is told each thing that happens, in a line."""

    people: int
    seed: int
    credentials: Path | None = None
    say: Say = print
    dice: Random = field(init=False)
    organization: Organization = field(init=False)
    trainer: User = field(init=False)
    held: Class = field(init=False)
    ability: dict[int, float] = field(default_factory=dict)
    number: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 16 <= self.people <= 500:
            raise Refusal("From 16 to 500 people can be simulated.")
        self.dice = Random(self.seed)

    def run(self) -> Class:
        """From the call to the certificates."""
        self._call()
        self._enrol()
        self._attend()
        exam = self._sit()
        self._mark(exam)
        batch = self._certify(exam)
        self._hand_out(batch)
        for fault in (*audit.faults(), *radar.tally_faults()):
            raise Refusal(f"an invariant is broken: {fault}")
        self.say("audit: all invariants hold")
        return self.held

    def _own_dice(self, *what: object) -> Random:
        """Dice for one thing alone, so that the order in which the database gives rows changes nothing."""
        return Random(f"{self.seed}|{'|'.join(map(str, what))}")

    # --- The call --------------------------------------------------------------------------------

    def _call(self) -> None:
        number = Organization.objects.filter(name__startswith="模拟市总工会").count() + 1
        self.organization = Organization.objects.create(
            name=f"模拟市总工会{number}", name_en=f"Simulated Federation {number}", kind=Organization.Kind.CITY
        )
        self.trainer = self._person("培训处", self.organization)
        Office.objects.create(user=self.trainer, organization=self.organization, kind=Office.Kind.TRAINER)
        self.held = preparing.begin(
            "cadres",
            organization=self.organization,
            slug=f"simulated-{number}",
            title=f"工会干部集体协商培训班（{self.people}人）",
            title_en=f"Union cadres’ class in collective bargaining ({self.people} people)",
            starts_on=timezone.localdate() - timedelta(days=8),
            capacity=self.people,
            place="市工会干部学校",
        )
        units = [self._unit(f"{name}区总工会", Organization.Kind.COUNTY) for name in COUNTIES]
        units += [self._unit(f"{name}工会", Organization.Kind.INDUSTRY) for name in INDUSTRIES]
        share = max(1, self.people * 3 // 4 // len(units))
        preparing.share(self.held, dict.fromkeys(units, share))
        preparing.announce(self.held)
        self.held.refresh_from_db()
        spare = self.people - share * len(units)
        self.say(f"call: {self.people} places: {share} for each of {len(units)} units, {spare} spare")

    def _unit(self, name: str, kind: Organization.Kind) -> Organization:
        unit = Organization.objects.create(name=name, kind=kind, parent=self.organization)
        Office.objects.create(user=self._person(f"{name}组织部", unit), organization=unit, kind=Office.Kind.ORGANISER)
        return unit

    def _person(self, name: str, unit: Organization) -> User:
        user = User(username=f"sim-{self.seed}-{User.objects.count() + 1}", name=name, organization=unit)
        user.set_unusable_password()
        user.save()
        return user

    def _name(self) -> str:
        return self.dice.choice(FAMILIES) + "".join(self.dice.sample(GIVEN, self.dice.choice((1, 2))))

    # --- Enrolment -------------------------------------------------------------------------------

    def _enrol(self) -> None:
        units = list(self.held.shares.select_related("organization"))
        wanted = self.people * (100 + MORE) // 100
        sent = Counter(self.dice.choices(range(len(units)), k=wanted))
        for place, share in enumerate(units):
            unit = share.organization
            officer = User.objects.get(offices__organization=unit)
            people = [self._person(self._name(), unit) for _each in range(sent[place])]
            if people:
                rows = enrolling.nominate(self.held, people, unit, by=officer)
                enrolling.decide(rows, "approve", by=self.trainer)
        self._told("enrolment")
        self._cancel()

    def _cancel(self) -> None:
        booked = list(Enrolment.objects.filter(class_of=self.held, status=Status.BOOKED).order_by("position"))
        leaving = self.dice.sample(booked, max(1, len(booked) * CANCEL // 100))
        enrolling.decide(leaving, "cancel", by=self.trainer, reason="工作冲突")
        offered = Enrolment.objects.filter(class_of=self.held, status=Status.OFFERED)
        for row in list(offered):
            enrolling.decide([row], "accept", by=row.person)
        self._told(f"after {len(leaving)} cancelled and the places were offered on")

    def _told(self, when: str) -> None:
        labels = dict(Status.choices)
        counts = Counter(Enrolment.objects.filter(class_of=self.held).values_list("status", flat=True))
        told = ", ".join(f"{count} {labels[Status(status)]}" for status, count in sorted(counts.items()))
        self.say(f"{when}: {told}")

    # --- Attendance ------------------------------------------------------------------------------

    def _attend(self) -> None:
        rows = list(Enrolment.objects.filter(class_of=self.held, status=Status.BOOKED).select_related("person"))
        lazy = {row.pk for row in self.dice.sample(rows, max(1, len(rows) // 20))}
        signed = refused = decided = 0
        for lesson in self.held.lessons.filter(cancelled=False).select_related("class_of"):
            absent = []
            for row in rows:
                if self.dice.random() > (0.5 if row.pk in lazy else 0.985):
                    absent.append(row)
                elif self._sign(lesson, row):
                    signed += 1
                else:
                    refused += 1
                    absent.append(row)
            minutes = int((lesson.ends_at - lesson.starts_at).total_seconds() // 60)
            excused = [row for row in absent if row.pk not in lazy][:2]
            if excused:
                attending.decide(lesson, excused, by=self.trainer, minutes=minutes, reason="手机没电，点名到场")
                decided += len(excused)
        finished = attending.finish(self.held, by=self.trainer)
        hours = ledger.credit(self.held, by=self.trainer)
        self.say(
            f"attendance: {signed} signatures by the code of the moment, {refused} codes that had run out, "
            f"{decided} entered by the teacher; {finished} statuses, {hours} entries of hours"
        )
        self._told("after the class")

    def _sign(self, lesson: Lesson, row: Enrolment) -> bool:
        at = lesson.starts_at + timedelta(seconds=self.dice.randrange(-900, 300))
        read = at if self.dice.random() < 0.97 else at - timedelta(seconds=90)
        code = codes.digits(self.held.secret, lesson.pk, "in", read.timestamp())
        try:
            attending.sign(lesson, row.person, code, device=f"phone-{row.pk}", now=at)
        except Refusal:
            return False
        return True

    # --- The exam --------------------------------------------------------------------------------

    def _sit(self) -> Exam:
        opens = timezone.now() - timedelta(days=1)
        exam = setting.create(
            organization=self.organization,
            class_of=self.held,
            code=f"{self.held.slug}-theory",
            subject="bargaining-theory",
            title="结业理论考试",
            title_en="Final theory exam",
            opens_at=opens,
            closes_at=opens + timedelta(hours=2),
            seed=f"{self.dice.getrandbits(128):032x}",
        )
        people = [
            row.person
            for row in Enrolment.objects.filter(class_of=self.held, status=Status.COMPLETED).select_related("person")
        ]
        setting.set_markers(exam, [self._person(f"阅卷人{name}", self.organization) for name in "甲乙丙"])
        slow = self.dice.sample(people, max(1, len(people) * SLOW // 100))
        for person in slow:
            setting.admit(exam, person, by=self.trainer, more_percent=25, reason="视力障碍")
        cut = 0
        for number, person in enumerate(people):
            self.number[person.pk] = number
            self.ability[person.pk] = self.dice.uniform(*ABILITY)
            cut += self._write(sitting.begin(exam, person, device="tablet", now=opens), opens)
        closed = sitting.close_due(exam=exam)
        self.say(
            f"exam: {len(people)} sat, {len(slow)} with more time, {cut} answers sent again after a cut and kept once, "
            f"{closed} attempts ended by the time"
        )
        return exam

    def _write(self, attempt: Attempt, opens: datetime) -> int:
        given = [
            sitting.Given(number, name, self._answer(question, attempt.person))
            for number, (name, question) in enumerate(questions_of(attempt).items(), 1)
        ]
        at = opens + timedelta(minutes=30)
        for start in range(0, len(given), 20):
            sitting.save(attempt, given[start : start + 20], device="tablet", by=attempt.person, now=at)
        again = given[: self.dice.choice((0, 0, 0, 5))]
        sitting.save(attempt, again, device="tablet", by=attempt.person, now=at)
        if self.dice.random() < 0.9:
            sitting.hand_in(attempt, now=at + timedelta(minutes=20))
        return len(again)

    def _answer(self, question: dict[str, Any], person: User) -> Any:
        dice, ability = self._own_dice("answer", self.number[person.pk], question["id"]), self.ability[person.pk]
        key: Any = question.get("key")
        if question["type"] in WRITTEN:
            return dice.choice(WELL if dice.random() < ability else BADLY)
        if dice.random() < ability ** question["difficulty"]:
            if question["type"] == "fill":
                return [each[0] for each in key]
            return str(key["value"]) if question["type"] == "number" else key
        if question["type"] == "single":
            return dice.choice([each["id"] for each in question["options"] if each["id"] != key])
        return not key if question["type"] == "judge" else None

    def _mark(self, exam: Exam) -> None:
        marks = thirds = 0
        for number, marker in enumerate(exam.markers.order_by("pk")):
            strict = self.dice.uniform(-0.1, 0.1)
            for each in blind.waiting(exam, marker):
                most = each.question["points"]
                true = 0.85 if len(each.answer) > 12 else 0.3
                dice = self._own_dice("mark", number, self.number[each.attempt.person_id], each.question["id"])
                share = min(1.0, max(0.0, true + strict + dice.gauss(0, 0.12)))
                blind.mark(each.attempt, each.question["id"], marker=marker, points=Fraction(round(share * most)))
                marks += 1
                thirds += each.third
        outcomes.release(exam, by=self.trainer)
        whole, items = analysed(exam)
        flagged = sum("key" in each["report"].flags for each in items)
        alpha = "—" if whole.alpha is None else f"{whole.alpha:.2f}"
        passed = exam.sat.filter(passed=True).count()
        self.say(
            f"marking: {marks} marks blind, {thirds} by a third; mean {whole.mean:.1f}, alpha {alpha}, "
            f"{flagged} keys suspected; {passed} of {exam.sat.count()} passed"
        )

    # --- Certificates ----------------------------------------------------------------------------

    def _certify(self, exam: Exam) -> Batch:
        scheme = designing.begin(
            "class-completion", self.organization, by=self.trainer, slug=f"class-completion-{self.organization.pk}"
        )
        assert scheme.origin == Scheme.Origin.HERE
        rows = Enrolment.objects.filter(class_of=self.held).attending().select_related("person")
        people = [row.person for row in rows]
        on = timezone.localdate(exam.closes_at)
        batch = batches.ask(
            scheme, "completed", people, by=self.trainer, passed_on=on, title=self.held.title, class_of=self.held
        )
        made = batches.make.call(batch.pk, "en")
        self.say(f"certificates: {made} issued, {batches.progress(batch)['failed']} not")
        for item in batch.items.exclude(fault="").select_related("person")[:3]:
            self.say(f"  not issued: {item.fault}")
        return batch

    def _hand_out(self, batch: Batch) -> None:
        rows = Certificate.objects.filter(batch_item__batch=batch).select_related("scheme__organization", "version")
        good = 0
        for certificate in rows:
            found = documents_of(certificate)
            if self.credentials:
                self.credentials.mkdir(parents=True, exist_ok=True)
                (self.credentials / f"{certificate.number}.json").write_text(found.credential, encoding="utf-8")
                (self.credentials / f"{certificate.number}.jwt").write_text(found.jwt, encoding="utf-8")
                (self.credentials / f"{certificate.number}.pdf").write_bytes(bytes(found.pdf))
            finding = checking.check(found.credential.encode(), local.download)
            good += not finding.fault
        self.say(f"credentials: {good} of {rows.count()} accepted by the checker with their status")
        if self.credentials:
            self.say(f"  written to {self.credentials}")
        first = rows.first()
        if first is not None:
            self.say(f"  first: {first.number}, {first.printed['name']}, valid {words.day(first.until)}")
