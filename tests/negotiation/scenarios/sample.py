"""A small scenario without a fault, for tests to break: three issues, 27 packages."""

SMALL = """\
schema: cb-scenario/2
id: small-shop
title: {zh: 小店, en: Small shop}
level: enterprise
contract_kind: {zh: 集体合同, en: Collective contract}
jurisdiction: CN@2025
difficulty: 1
money_unit: {zh: 万元, en: "10,000 yuan"}
licence: test
fictional: true
learning_goals: {audience: author, points: [{zh: 学, en: Learn}]}
background: {zh: 一家小店。, en: A small shop.}
parties:
  workers:
    name: {zh: 工会, en: Union}
    seats:
      - {id: workers-chief, title: {zh: 首席, en: Chief}, can_sign: true}
      - {id: workers-2, title: {zh: 代表, en: Representative}}
      - {id: workers-3, title: {zh: 代表, en: Representative}}
    brief: {zh: 职工方说明, en: For the workers}
    priorities: [pay, hours]
    secrets:
      - {text: {zh: 三成就够。, en: Three tenths are enough.}, tokens: [three tenths]}
    batna: {text: {zh: 去调解, en: Mediation}, points: 20}
    reservation: 40
    target: 70
  employer:
    name: {zh: 企业, en: Firm}
    seats:
      - {id: employer-chief, title: {zh: 首席, en: Chief}, can_sign: true}
      - {id: employer-2, title: {zh: 代表, en: Representative}}
      - {id: employer-3, title: {zh: 代表, en: Representative}}
    brief: {zh: 企业方说明, en: For the employer}
    priorities: [pay]
    batna: {text: {zh: 维持现状, en: As before}, points: 20}
    reservation: 45
    target: 70
data:
  - {key: people, label: {zh: 人数, en: People}, unit: {zh: 人, en: people}, audience: public, number: 10}
  - {key: margin, label: {zh: 利润率, en: Margin}, audience: employer, number: 4.5}
  - {key: survey, label: {zh: 问卷, en: Survey}, audience: workers, numbers: [1, 2]}
legal_floors:
  - {id: F1, issue: hours, rule: {zh: 法定, en: The law}, source: {zh: 劳动法, en: Labour Law}, severity: statute}
issues:
  - id: pay
    title: {zh: 工资, en: Pay}
    kind: wage
    status_quo: A
    options:
      - {id: A, text: {zh: 少, en: Little}, points: {workers: 0, employer: 50}}
      - {id: B, text: {zh: 中, en: Middle}, points: {workers: 30, employer: 30}, cost: people * 2}
      - {id: C, text: {zh: 多, en: Much}, points: {workers: 50, employer: 0}, cost: people * 4}
  - id: hours
    title: {zh: 工时, en: Hours}
    kind: hours
    status_quo: B
    options:
      - {id: A, text: {zh: 无限, en: No limit}, points: {workers: 0, employer: 40}, lawful: false, floor: F1}
      - {id: B, text: {zh: 三十六, en: Thirty-six}, points: {workers: 10, employer: 30}}
      - {id: C, text: {zh: 二十四, en: Twenty-four}, points: {workers: 20, employer: 0}, cost: {workers: 3, employer: margin * 2}}
  - id: rest
    title: {zh: 休息室, en: Rest room}
    kind: other
    status_quo: A
    options:
      - {id: A, text: {zh: 不设, en: None}, points: {workers: 0, employer: 10}}
      - {id: B, text: {zh: 共用, en: Shared}, points: {workers: 30, employer: 20}}
      - {id: C, text: {zh: 专用, en: Own}, points: {workers: 20, employer: 5}}
constraints:
  - {id: K1, audience: employer, kind: max_cost, value: 45}
  - {id: K2, audience: workers, kind: never, issue: pay, options: [A]}
clock:
  caucus: {calls: 1, minutes: 2}
  phases:
    - {id: first, title: {zh: 第一轮, en: First}, minutes: 10, presides: workers, speech: floor, offers: true, caucus: true, injects: false, then: next}
    - {id: second, title: {zh: 第二轮, en: Second}, minutes: 10, presides: employer, speech: floor, offers: true, caucus: true, injects: true, then: wait}
injects:
  - {id: N1, minute: 12, audience: public, text: {zh: 下雨, en: It rains}}
documents:
  - {id: draft, title: {zh: 草案, en: Draft}, kind: agreement, audience: public}
debrief: {audience: judge, points: [{zh: 谈, en: Talk}]}
"""  # noqa: E501
