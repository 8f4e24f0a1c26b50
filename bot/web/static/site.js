// Asks without loading the page anew, and opens sources beside the answer. Everything works without it as well, by forms.
// Texts are set by textContent only.
const byId = id => document.getElementById(id);
const form = byId("ask"), field = byId("hoi"), talk = byId("talk"), stop = byId("stop");
const words = byId("words").dataset, sides = byId("sides"), beside = byId("beside");
const KEPT = 20, STORE = "da-hoi";

// --- the conversation -----------------------------------------------------------------------------------------------
const carried = name => [...byId("carried").querySelectorAll(`[name=${name}]`)].map(input => input.value);
const chat = {history: carried("truoc"), place: carried("noi")[0] || null, year: Number(carried("nam")[0]) || null};
let asking = null;

form.addEventListener("submit", event => {
  event.preventDefault();
  const question = field.value.trim();
  if (question && !asking) {
    field.value = "";
    ask(question);
  }
});
field.addEventListener("keydown", event => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
stop.addEventListener("click", () => asking?.abort());
byId("fresh").addEventListener("click", event => {
  event.preventDefault();
  Object.assign(chat, {history: [], place: null, year: null});
  talk.replaceChildren();
  close();
  choose();
  field.focus();
});
for (const example of document.querySelectorAll("#examples form")) {
  example.addEventListener("submit", event => {
    event.preventDefault();
    if (!asking) ask(example.elements.hoi.value);
  });
}

async function ask(question, history = chat.history) {
  const turn = byId("turn").content.firstElementChild.cloneNode(true);
  const said = turn.querySelector(".said"), fact = turn.querySelector(".fact");
  turn.querySelector("h2").textContent = question;
  fact.textContent = words.waiting;
  talk.append(turn);
  turn.scrollIntoView({block: "nearest"});
  byId("fresh").hidden = false;
  asking = new AbortController();
  stop.hidden = false;
  const sent = {question, history: history.slice(-20)};
  if (chat.place) sent.place = chat.place;
  if (chat.year) sent.year = chat.year;
  try {
    const response = await fetch("/api/v1/ask", {
      method: "POST", signal: asking.signal, body: JSON.stringify(sent),
      headers: {"Content-Type": "application/json", "Accept": "text/event-stream"},
    });
    if (!response.ok) {
      const problem = await response.json();
      throw {told: problem.detail};
    }
    for await (const [name, told] of events(response.body)) {
      if (name === "answer") show(turn, told, sent);
      if (name === "problem") throw {told: told.detail};
    }
    chat.history = [...history, question];
    remember(question);
  } catch (error) {
    said.textContent = error.name === "AbortError" ? words.stopped : error.told || words.failed;
    if (fact.textContent === words.waiting) fact.textContent = "";
  } finally {
    fact.removeAttribute("aria-busy");
    stop.hidden = true;
    asking = null;
  }
}

async function* events(body) {
  const reader = body.getReader(), decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return;
    text += decoder.decode(value, {stream: true});
    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
      const lines = text.slice(0, end).split("\n");
      const part = name => lines.find(line => line.startsWith(name))?.slice(name.length);
      if (part("event: ")) yield [part("event: "), JSON.parse(part("data: "))];
    }
  }
}

// --- an answer ------------------------------------------------------------------------------------------------------
function show(turn, answer, sent) {
  const find = name => turn.querySelector(name);
  const [first, ...rest] = answer.text.split("\n");
  find(".fact").replaceChildren(...marked(first, answer));
  find(".record").replaceChildren(...marked(rest.join("\n"), answer));
  find(".record").hidden = !rest.length;
  find(".sources").replaceChildren(...answer.citations.map(cited));
  find(".cited").hidden = !answer.citations.length;
  find(".options").replaceChildren(...answer.options.map(option => choice(option, sent)));
  find(".options").hidden = !answer.options.length;
  find(".actions").hidden = false;
  find(".follow-ups").replaceChildren(...answer.follow_ups.map(question => {
    const item = document.createElement("li");
    item.append(asks(question));
    return item;
  }));
  find(".follow-ups").hidden = !answer.follow_ups.length;
  find(".share").href = "/?" + address(sent);
  find(".copy").onclick = () => copy(turn, answer);
  find(".good").onclick = () => judge(turn, answer.id, true);
  find(".bad").onclick = () => judge(turn, answer.id, false);
  find(".share").onclick = event => {
    event.preventDefault();
    put(find(".share").href, find(".said"));
  };
}

function asks(question) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "outline";
  button.textContent = question;
  button.onclick = () => asking || ask(question);
  return button;
}

function marked(text, answer) {
  return text.split(/(\[\d{1,3}\])/).filter(Boolean).map(part => {
    const citation = answer.citations.find(one => part === `[${one.n}]`);
    return citation ? link(citation, part, "mark") : part;
  });
}

function link(citation, text, kind) {
  const made = document.createElement("a");
  made.textContent = text;
  made.className = kind;
  made.href = citation.url || "#";
  made.setAttribute("aria-label", `${words.source} ${citation.n}`);
  return made;
}

function cited(citation) {
  const item = document.createElement("li"), quote = document.createElement("q");
  const said = citation.quote.replace(/\n\s*\n/g, "\n");
  quote.textContent = said.length > 600 ? said.slice(0, 600) + "…" : said;
  item.append(link(citation, citation.n, "chip"), where(citation), quote, citation.note ? ` (${citation.note})` : "");
  return item;
}

function where(citation) {
  const name = [citation.number, citation.title].filter(Boolean).join(" – ") || citation.source;
  return [name, citation.section, citation.page && `${words.page} ${citation.page}`].filter(Boolean).join(" · ");
}

function choice(option, sent) {
  const item = document.createElement("li"), button = document.createElement("button");
  button.type = "button";
  button.className = "outline";
  button.textContent = option.label;
  button.onclick = () => {
    if (asking) return;
    Object.assign(chat, {place: option.place, year: option.year});
    choose();
    ask(sent.question, sent.history);
  };
  item.append(button);
  return item;
}

function choose() {
  byId("chosen").textContent = chat.place ? `${words.place_of}: ${chat.place}` : "";
}

function address(sent) {
  const made = new URLSearchParams({hoi: sent.question});
  if (sent.place) made.set("noi", sent.place);
  if (sent.year) made.set("nam", sent.year);
  for (const turn of sent.history) made.append("truoc", turn);
  return made;
}

function copy(turn, answer) {
  const sources = answer.citations.map(one => `[${one.n}] ${where(one)}\n“${one.quote}”`).join("\n");
  put(answer.text + (sources ? `\n\n${words.sources}:\n${sources}` : ""), turn.querySelector(".said"));
}

async function put(text, said) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {  // a page that did not come over https may not use the clipboard so
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  said.textContent = words.copied;
}

function judge(turn, id, good) {
  const word = turn.querySelector(".word");
  const send = text => fetch("/api/v1/feedback", {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({id, good, word: text}),
  });
  for (const name of ["good", "bad"]) turn.querySelector(`.${name}`).setAttribute("aria-pressed", good === (name === "good"));
  word.hidden = false;
  word.onsubmit = event => {
    event.preventDefault();
    send(word.elements.word.value).then(() => { word.hidden = true; });
  };
  send("").then(response => { turn.querySelector(".said").textContent = response.ok ? words.thanks : words.failed; });
}

// --- sources beside the answer --------------------------------------------------------------------------------------
let opener = null;
talk.addEventListener("click", event => {
  const chip = event.target.closest(".chip, .mark");
  if (!chip || event.ctrlKey || event.metaKey || event.shiftKey || !chip.pathname.startsWith("/ke-hoach/")) return;
  event.preventDefault();
  open(chip);
});
beside.querySelector("button").addEventListener("click", close);
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && !beside.hidden) close();
});

function open(chip) {
  const frame = document.createElement("iframe"), whole = new URL(chip.href);
  whole.searchParams.set("khung", "1");
  frame.title = words.source;
  frame.src = whole.pathname + whole.search + whole.hash;
  beside.querySelector("iframe")?.remove();
  beside.append(frame);
  beside.hidden = false;
  sides.classList.add("open");
  byId("whole").href = chip.href;
  opener = chip;
  beside.querySelector("button").focus();
  beside.scrollIntoView({block: "nearest"});
}

function close() {
  beside.hidden = true;
  sides.classList.remove("open");
  beside.querySelector("iframe")?.remove();
  opener?.isConnected && opener.focus();
  opener = null;
}

// --- what was asked on this device ----------------------------------------------------------------------------------
const past = byId("history");
past.querySelector("button").addEventListener("click", () => {
  store([]);
  recall();
});

function stored() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE));
    return Array.isArray(kept) ? kept.filter(one => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function store(kept) {
  try {
    localStorage.setItem(STORE, JSON.stringify(kept));
  } catch { /* a browser that keeps nothing */ }
}

function remember(question) {
  store([question, ...stored().filter(one => one !== question)].slice(0, KEPT));
  recall();
}

function recall() {
  const kept = stored();
  past.hidden = !kept.length;
  past.querySelector("ul").replaceChildren(...kept.map(question => {
    const item = document.createElement("li");
    item.append(asks(question));
    return item;
  }));
}
recall();
