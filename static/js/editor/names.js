/* What the keys of a scenario file are called for people, and what may be chosen. */

export const NAMES = () => ({
  id: gettext("Id"), title: gettext("Title"), level: gettext("Level"), contract_kind: gettext("Contract to be made"),
  jurisdiction: gettext("Jurisdiction"), difficulty: gettext("Difficulty (1–3)"), money_unit: gettext("Unit of costs"),
  licence: gettext("Licence"), fictional: gettext("Firms and people are invented"), provenance: gettext("Where it comes from"),
  suggested: gettext("Suggested"), preparation_minutes: gettext("Minutes to prepare"), team_size: gettext("People in a team"),
  learning_goals: gettext("What is to be learned"), background: gettext("The public case"), parties: gettext("The two sides"),
  workers: gettext("Workers’ side"), employer: gettext("Employer’s side"), name: gettext("Name"), seats: gettext("Seats"),
  can_sign: gettext("Signs (the chief alone)"), private: gettext("For this seat alone"), brief: gettext("Brief, for this side alone"),
  priorities: gettext("Issues by priority"), secrets: gettext("Secrets"), tokens: gettext("Words that would give it away"),
  may_disclose: gettext("What the side may let out"), batna: gettext("Without an agreement"), points: gettext("Points"),
  reservation: gettext("Reservation: the least to accept"), target: gettext("Target"), data: gettext("Data pack"), key: gettext("Key"),
  label: gettext("Name"), audience: gettext("Who may see it"), unit: gettext("Unit"), number: gettext("Figure"), numbers: gettext("Figures"),
  text: gettext("Text"), series: gettext("Series"), table: gettext("Table"), source: gettext("Source"), note: gettext("Note"),
  legal_floors: gettext("Legal floors"), issue: gettext("Issue"), rule: gettext("Rule"), severity: gettext("Kind of floor"),
  to_check: gettext("A lawyer has still to check the source"), issues: gettext("Issues"), kind: gettext("Kind"), article: gettext("Article"),
  status_quo: gettext("What stands if it is dropped"), options: gettext("Options"), lawful: gettext("Lawful"), floor: gettext("Floor that it breaks"),
  risk: gettext("Policy that it falls behind"), decoy: gettext("Worse for both on purpose"), cost: gettext("Cost a year: figure or formula"),
  constraints: gettext("Rules and mandates"), value: gettext("At most"), when: gettext("When"), then: gettext("Then"), option: gettext("Option"),
  interactions: gettext("Extra points together"), clock: gettext("Phases and clock"), caucus: gettext("Caucus"), calls: gettext("Calls for each side"),
  minutes: gettext("Minutes"), phases: gettext("Phases"), presides: gettext("Presides"), speech: gettext("Who may speak"), offers: gettext("Offers"),
  injects: gettext("News"), minute: gettext("Minute"), documents: gettext("Papers"), debrief: gettext("For the debrief"), x: gettext("Labels"),
  lines: gettext("Lines"), values: gettext("Values"), columns: gettext("Columns"), rows: gettext("Rows"), based_on: gettext("Based on"),
  authors: gettext("Authors"), changes: gettext("Changes"),
});

export const CHOICES = () => ({
  enterprise: gettext("enterprise"), industry: gettext("industry"), region: gettext("region"), public: gettext("everybody"),
  workers: gettext("workers’ side"), employer: gettext("employer’s side"), judge: gettext("judges"), author: gettext("authors"),
  statute: gettext("statute"), policy: gettext("policy"), wage: gettext("wage"), hours: gettext("hours"), leave: gettext("leave"),
  insurance: gettext("insurance"), security: gettext("job security"), safety: gettext("safety"), women: gettext("women workers"),
  union: gettext("union"), term: gettext("term"), other: gettext("other"), floor: gettext("whoever has the floor"), open: gettext("everybody"),
  none: gettext("nobody"), next: gettext("goes on by itself"), wait: gettext("waits for the host"), close: gettext("closes the session"),
  max_cost: gettext("cost at most"), must_have: gettext("must be settled so"), never: gettext("never settled so"), requires: gettext("requires"),
  excludes: gettext("excludes"), demand: gettext("demand"), reply: gettext("reply"), authorisation: gettext("authorisation"),
  minutes: gettext("minutes"), agreement: gettext("agreement"),
});
