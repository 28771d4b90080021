// The live page. All that comes from the program is shown as text: nothing here makes markup of a string.
import { bars, lines } from "/chart.js";

const STREAM = "/api/v1/live/stream";
const KEY = "portcullis-token";
const $ = id => document.getElementById(id);
let paused = false;
let latest = null;
const OLDER = 100;
const MOST_OLDER = 1000;
let older = []; // bans that were asked for, beyond those that each event has
let next = null;

takeTokenFromAddress();
$("pause").addEventListener("click", () => {
  paused = !paused;
  $("pause").setAttribute("aria-pressed", paused);
  $("pause").textContent = paused ? "Go on" : "Pause";
  if (latest) show(latest);
});
$("older").addEventListener("click", showOlder);
document.querySelectorAll("[data-close]").forEach(button =>
  button.addEventListener("click", () => button.closest("dialog").close()));
follow();

/** Follows the events for ever; after a break, tries again. */
async function follow() {
  for (;;) {
    try {
      const answer = await fetch(STREAM, { headers: authorization(), cache: "no-store" });
      if (answer.status === 401) {
        state("locked", "bad");
        await askToken();
        continue;
      }
      if (!answer.ok) throw new Error((await answer.json()).error);
      await read(answer.body.pipeThrough(new TextDecoderStream()).getReader());
      state("connection lost", "bad");
    } catch (failure) {
      state("no connection", "bad");
    }
    await new Promise(done => setTimeout(done, 1500));
  }
}

async function read(reader) {
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    let end;
    while ((end = text.indexOf("\n\n")) >= 0) {
      latest = JSON.parse(text.slice("data: ".length, end));
      text = text.slice(end + 2);
      show(latest);
    }
  }
}

function show(live) {
  if (paused) {
    state("paused", "warn");
    return;
  }
  state("live", "good");
  const status = live.status;
  set($("mode"), status.mode);
  $("mode").className = "badge " + (status.mode === "enforce" ? "good" : "warn");
  set($("uptime"), `${status.version}, running for ${duration(status.uptimeSeconds)}`);
  warnings(status);
  tiles(live);
  set($("requests-top"), number(bars($("requests-chart"), live.seconds)));
  set($("latency-top"), seconds(lines($("latency-chart"), live.seconds)));
  table("costliest", live.costliest, row => row.site + " " + row.client, row => [
    id(row.client), n(seconds(row.originSeconds)), n(percent(row.share)), n(row.inFlight), n(row.waiting),
    n(row.requests ?? ""), asks(row.sample)]);
  table("busiest", live.busiest, row => row.client, row => [
    id(row.client), n(row.requests), n(row.refused), n(row.errors), n(seconds(row.originSeconds)), asks(row.sample)]);
  bans(live);
  table("rules", live.rules, row => row.name, row => [
    id(row.name), { text: row.state, kind: { enforce: "good", observe: "warn", stopped: "bad" }[row.state] },
    n(row.acted), n(row.observed), n(row.spared), { text: row.sentence, kind: "wide" }]);
  table("servers", status.sites.flatMap(site => site.servers.map(server => ({ site: site.name || "-", ...server }))),
    row => row.site + " " + row.address, row => [
      id(row.site), { text: row.address }, { text: row.up ? "up" : "DOWN", kind: row.up ? "good" : "bad" }, n(row.activeRequests)]);
  table("admissions", status.admissions, row => row.site, row => [
    id(row.site || "-"), n(row.pages.limit ?? "off"), n(row.pages.inFlight), n(row.pages.waiting),
    n(row.files.inFlight + row.files.waiting), n(row.shed)]);
  table("slow", live.slow, row => row.start + row.client + row.target, row => [
    n(seconds(row.totalSeconds)), n(seconds(row.originSeconds)), n(seconds(row.waitSeconds)), n(row.status || "-"),
    id(row.client), { text: row.method + " " + row.target, kind: "wide" }]);
}

function tiles(live) {
  const status = live.status;
  const last = Math.max(0, live.seconds.requests.length - 5);
  const mean = values => values.slice(last).reduce((a, b) => a + b, 0) / Math.max(1, values.length - last);
  const worst = values => Math.max(0, ...values.slice(last));
  const lanes = status.admissions.flatMap(admission => [admission.pages, admission.files]);
  const sum = name => lanes.reduce((total, lane) => total + lane[name], 0);
  set($("rate"), number(mean(live.seconds.requests)));
  set($("rate-more"), `${number(mean(live.seconds.refused))} refused, ${status.clientConnections} connections`);
  set($("p50"), seconds(mean(live.seconds.p50)));
  set($("p95"), `95 of 100 at most ${seconds(worst(live.seconds.p95))}`);
  set($("inflight"), sum("inFlight"));
  set($("waiting"), `${sum("waiting")} waiting, ${number(mean(live.seconds.shed))} shed a second`);
  set($("bancount"), status.enforcedBans);
  set($("banmore"), `${status.observedBans} only watched`);
}

const banKey = ban => ban.subject + " " + ban.rule + " " + ban.observed;
const oneBan = ban => banKey(ban) + " " + ban.start;

function bans(live) {
  const at = Date.parse(live.at);
  const newest = new Set(live.bans.map(banKey));
  older = older.filter(ban => Date.parse(ban.end) > at);
  if (!meets(older, live.bans)) {
    older = []; // there are others between these and the newest ones: whoever wants them asks again
    next = null;
  }
  const rows = [...live.bans, ...older.filter(ban => !newest.has(banKey(ban)))];
  table("bans", rows, banKey, row => [
    id(row.subject), { text: row.rule + (row.observed ? " (only watched)" : "") }, { text: row.reason, kind: "wide" },
    n(duration((Date.parse(row.end) - at) / 1000)), n(row.times), { button: "Lift", of: row }]);
  const all = live.status.enforcedBans + live.status.observedBans;
  set($("bans-shown"), rows.length < all ? `the newest ${rows.length} of ${all}` : "");
  $("older").hidden = rows.length >= all || older.length >= MOST_OLDER;
  $("older-rest").hidden = rows.length >= all || older.length < MOST_OLDER;
}

function meets(some, others) {
  const these = new Set(some.map(oneBan));
  return others.some(ban => these.has(oneBan(ban)));
}

/** Asks for as many again. What the events have meanwhile brought is left out when it is shown. */
async function showOlder() {
  set($("older-error"), "");
  try {
    const after = next ? "&after=" + encodeURIComponent(next) : "";
    const answer = await fetch(`/api/v1/bans?limit=${OLDER}${after}`, { headers: authorization(), cache: "no-store" });
    const page = await answer.json();
    if (!answer.ok) throw new Error(page.error);
    const known = new Set(older.map(banKey));
    older = [...older, ...page.bans.filter(ban => !known.has(banKey(ban)))];
    next = page.next ?? null;
    if (latest) bans(latest);
  } catch (failure) {
    set($("older-error"), failure.message);
  }
}

function warnings(status) {
  const all = [...status.warnings];
  if (!status.lastReloadSuccessful) all.push("the last reload was refused: portcullis reload says why");
  if (status.accessLogDropped > 0) all.push(status.accessLogDropped + " lines of the access log were lost");
  const list = $("warnings");
  while (list.children.length > all.length) list.lastChild.remove();
  all.forEach((text, i) => set(list.children[i] ?? list.appendChild(document.createElement("li")), text));
}

const id = text => ({ text, kind: "id" });
const n = text => ({ text, kind: "n" });
const asks = sample => ({ sample, kind: "asks" });

/** Brings a table in step with its rows. Rows are kept, so that what has the focus keeps it. */
function table(name, rows, key, cells) {
  const body = $(name).tBodies[0];
  const names = [...$(name).tHead.rows[0].cells].map(cell => cell.textContent);
  const shown = body.rows.length > 0;
  const before = new Map([...body.rows].map(row => [row.dataset.key, row]));
  rows.forEach((data, i) => {
    let row = before.get(key(data));
    before.delete(key(data));
    if (!row) {
      row = document.createElement("tr");
      row.dataset.key = key(data);
      row.className = shown ? "new" : "";
    }
    if (body.rows[i] !== row) moveTo(body, row, i);
    cells(data).forEach((cell, column) => fill(row.cells[column] ?? row.insertCell(), cell, names[column]));
  });
  before.forEach(row => row.remove());
  const none = $(name).closest("section").querySelector(".none");
  if (none) none.hidden = rows.length > 0;
  $(name).hidden = rows.length === 0;
}

function moveTo(body, row, index) {
  const focused = row.contains(document.activeElement) ? document.activeElement : null;
  body.insertBefore(row, body.rows[index] ?? null);
  focused?.focus();
}

function fill(cell, content, name) {
  if (cell.dataset.name === undefined) {
    cell.dataset.name = content.kind === "id" || content.button ? "" : name;
    if (cell.dataset.name === "") delete cell.dataset.name;
  }
  cell.className = (content.kind ?? "") + (content.kind === "n" && String(content.text) === "0" ? " zero" : "");
  if (content.button) {
    button(cell, content);
  } else if (content.kind === "asks") {
    sample(cell, content.sample);
  } else {
    set(cell, content.text);
  }
}

function button(cell, content) {
  let made = cell.firstElementChild;
  if (!made) {
    made = document.createElement("button");
    made.type = "button";
    made.textContent = content.button;
    made.addEventListener("click", () => lift(made.ban));
    cell.append(made);
  }
  made.ban = content.of;
  made.setAttribute("aria-label", `Lift the ban of ${content.of.subject}`);
}

function sample(cell, request) {
  if (!cell.firstElementChild) cell.append(document.createElement("span"), document.createElement("small"));
  set(cell.children[0], request ? `${request.method} ${request.host}${request.path} ${request.status || ""}` : "");
  set(cell.children[1], request ? [request.agent || "no user agent", request.tlsFingerprint].filter(Boolean).join("  ") : "");
}

function lift(ban) {
  set($("lift-text"), `${ban.subject}, banned by ${ban.rule}: ${ban.reason}. What was counted for it is forgotten.`);
  set($("lift-error"), "");
  $("lift-yes").onclick = async () => {
    try {
      let answer = await remove(ban.subject);
      if (answer.status === 401) {
        await askToken();
        answer = await remove(ban.subject);
      }
      if (!answer.ok) throw new Error((await answer.json()).error);
      older = older.filter(one => one.subject !== ban.subject);
      $("lift-dialog").close();
    } catch (failure) {
      set($("lift-error"), failure.message);
    }
  };
  $("lift-dialog").showModal();
}

const remove = subject =>
  fetch("/api/v1/bans/" + encodeURIComponent(subject), { method: "DELETE", headers: authorization() });

/** Asks for the token until it is right; fails when the dialog is closed. */
function askToken() {
  return new Promise((done, failed) => {
    const dialog = $("token-dialog");
    let right = false;
    $("token-form").onsubmit = async event => {
      event.preventDefault();
      sessionStorage.setItem(KEY, $("token").value.trim());
      const answer = await fetch("/api/v1/token",
        { method: "POST", body: "{}", headers: { ...authorization(), "Content-Type": "application/json" } });
      right = answer.ok;
      if (right) dialog.close();
      else set($("token-error"), answer.status === 429
        ? "Too many wrong tokens came from this address: try again in a second." : "This is not the token.");
    };
    dialog.onclose = () => right ? done() : failed(new Error("without the token nothing is changed"));
    if (!dialog.open) dialog.showModal();
  });
}

/** The address may end in #token=...: browsers keep that to themselves. It is taken out of the address at once. */
function takeTokenFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", "/");
  }
}

function authorization() {
  const token = sessionStorage.getItem(KEY);
  return token ? { Authorization: "Bearer " + token } : {};
}

function state(text, kind) {
  set($("state"), text);
  $("state").className = "badge " + kind;
}

function set(element, text) {
  const shown = String(text);
  if (element.textContent !== shown) element.textContent = shown;
}

function number(value) {
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

function percent(share) {
  return Math.round(share * 100) + "%";
}

function seconds(value) {
  if (value < .0005) return "0 ms";
  return value < 1 ? Math.round(value * 1000) + " ms" : value < 100 ? value.toFixed(1) + " s" : Math.round(value) + " s";
}

function duration(value) {
  if (value < 90) return Math.max(0, Math.round(value)) + " s";
  if (value < 5400) return Math.round(value / 60) + " min";
  return value < 172800 ? Math.round(value / 3600) + " h" : Math.round(value / 86400) + " d";
}
