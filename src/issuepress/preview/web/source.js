// Where everything comes from: the server that follows the files, or the data that lie beside a proof.

function server() {
  const json = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  };
  const send = (address, body) =>
    fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return {
    isLive: true,
    account: () => json("account.json"),
    picture: (digest, scale) => `pages/${digest}/${step(scale)}.jpg`,
    words: (digest) => json(`pages/${digest}/words.json`),
    page: async (reading, file) => (await fetch(`reading/${reading.digest}/${file}`)).text(),
    base: (reading, file) => new URL(`reading/${reading.digest}/${file}`, document.baseURI).href,
    flatplan: () => "flatplan.svg",
    openPlace: (file, line) => send("open", { file, line }),
    askForPress: () => send("press", {}),
    lookAt: (page) => send("look", { page }),
    listen(onEdition, onPages, onSaying, onLost) {
      const events = new EventSource("events");
      events.addEventListener("edition", () => onEdition());
      events.addEventListener("pages", (event) => onPages(JSON.parse(event.data)));
      events.addEventListener("saying", (event) => onSaying(JSON.parse(event.data).saying));
      events.addEventListener("error", () => onLost());
    },
  };
}

function folder(proof) {
  return {
    isLive: false,
    account: async () => proof.account,
    picture: (digest) => `pages/${digest}.webp`,
    words: async (digest) => proof.words[digest] ?? [],
    page: async (_reading, file) => proof.pages[file],
    base: (_reading, file) => new URL(`reading/${file}`, document.baseURI).href,
    flatplan: () => "flatplan.svg",
    openPlace: async () => {},
    askForPress: async () => {},
    lookAt: async () => {},
    listen() {},
  };
}

const STEPS = [0.25, 0.5, 1, 1.5, 2, 3, 4, 6];

function step(scale) {
  return STEPS.find((each) => each >= scale * 0.96) ?? STEPS.at(-1);
}

export const source = globalThis.PROOF ? folder(globalThis.PROOF) : server();
