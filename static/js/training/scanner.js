/* The staff's scanner: reads people's own codes, keeps every scan in this browser, and sends them when it can. */

const page = document.getElementById("scanner");
const words = page.dataset;
const people = JSON.parse(document.getElementById("people").textContent);
const KEY = `scans-${words.lesson}`;
const typed = document.getElementById("code");
const said = document.getElementById("said");
const list = document.getElementById("scans");
let scans = kept();

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function say(text) {
  said.textContent = text;
  said.hidden = !text;
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(scans));
  } catch {
    say(words.full);
  }
  draw();
}

function draw() {
  list.replaceChildren(
    ...scans.toReversed().map((scan) => {
      const row = document.createElement("li");
      const state = scan.sent ? scan.why || words.sent : people[scan.code] ? words.kept : words.unknown;
      row.textContent = `${scan.at.slice(11, 16)} UTC · ${people[scan.code] ?? scan.code} · ${scan.way} · ${state}`;
      return row;
    }),
  );
}

function identity() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // A hall's own network has no HTTPS, and browsers then have no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function take(given) {
  const code = given.trim().toUpperCase().slice(0, 40);
  if (!code) return;
  const way = page.querySelector("input[name=way]:checked").value;
  const before = scans.findLast((scan) => scan.code === code && !scan.why);
  if (before?.way === way) {
    say(`${people[code] ?? code}: ${words.kept}`);
    return;
  }
  scans.push({ id: identity(), code, way, at: new Date().toISOString() });
  say(people[code] ?? `${code}: ${words.unknown}`);
  keep();
  send();
}

let sending = false;

async function send() {
  const waiting = scans.filter((scan) => !scan.sent).slice(0, 200);
  if (sending || !waiting.length) return;
  sending = true;
  try {
    const answer = await fetch(words.address, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": page.querySelector("input[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify({ sent_at: new Date().toISOString(), scans: waiting }),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error ?? answer.status);
    const whys = new Map(told.answers.map((each) => [each.id, each.why]));
    for (const scan of scans) {
      if (whys.has(scan.id)) Object.assign(scan, { sent: true, why: whys.get(scan.id) });
    }
    keep();
  } catch (problem) {
    say(problem instanceof TypeError || problem instanceof SyntaxError ? words.later : problem.message);
  } finally {
    sending = false;
  }
}

document.getElementById("typing").addEventListener("submit", (event) => {
  event.preventDefault();
  take(typed.value);
  typed.value = "";
  typed.focus();
});
document.getElementById("send").addEventListener("click", send);
window.addEventListener("online", send);

const start = document.getElementById("start");
start.hidden = !("BarcodeDetector" in window && navigator.mediaDevices);
start.addEventListener("click", async () => {
  const camera = document.getElementById("camera");
  try {
    camera.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (problem) {
    say(problem.message);
    return;
  }
  camera.hidden = false;
  await camera.play();
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  setInterval(async () => {
    for (const found of await detector.detect(camera)) take(found.rawValue);
  }, 400);
});

draw();
send();
