/* What this device keeps of unsent work: IndexedDB, one compartment for each person, seat and stream, encrypted with
   a key that never leaves the browser and goes at sign-out. Knows nothing of commands; an entry is any JSON.

   Three ways, told by `mode`, and the person is told too:
     sealed: encrypted · plain: an address without HTTPS has no WebCrypto, so entries lie open on the device ·
     memory: the browser keeps nothing for us (private window, full disk); entries last as long as the page */

const NAME = "xieshang-unsent";
const PATIENCE = 3000; // ms for a database that never answers, as a blocked upgrade or a broken profile does

/** @typedef {{n: number, value: *}} Entry */

/** Where unsent work of one person at one seat of one stream lies. */
export class Vault {
  /** @param {{user: string, seat: string, stream: string}} owner */
  constructor(owner, { indexedDB: factory = globalThis.indexedDB, subtle = globalThis.crypto?.subtle } = {}) {
    this.person = owner.user;
    this.owner = JSON.stringify([owner.user, owner.seat, owner.stream]);
    Object.assign(this, { factory, subtle, mode: "memory", database: null, key: null });
    this.lastNumber = 0;
  }

  /** Open it; what was left there, oldest first. Never fails: at worst `mode` is memory and nothing was left. */
  async open() {
    try {
      this.database = await opened(this.factory);
      if (this.subtle) this.key = await this.ownKey();
      this.mode = this.key ? "sealed" : "plain";
      return await this.read();
    } catch (error) {
      if (!isStorage(error)) throw error;
      this.giveUp();
      return [];
    }
  }

  /** Keep a new entry, or a changed one under its `n`. Resolves to its `n`; to a number of this page in memory mode. */
  async put(value, n) {
    if (!this.database) return n ?? --this.lastNumber;
    try {
      const record = { owner: this.owner, person: this.person, ...(await this.sealed(value)) };
      const store = this.store("readwrite");
      const request = n > 0 ? store.put({ ...record, n }) : store.add(record);
      await done(store.transaction);
      return request.result;
    } catch (error) {
      if (!isStorage(error)) throw error;
      this.giveUp();
      return n ?? --this.lastNumber;
    }
  }

  /** Forget an entry. */
  async remove(n) {
    if (!this.database || !(n > 0)) return;
    try {
      await asked(this.store("readwrite").delete(n));
    } catch (error) {
      if (!isStorage(error)) throw error; // it stays, and is sent once more under its old id: no harm
    }
  }

  async read() {
    const records = await asked(this.store("readonly").index("owner").getAll(this.owner));
    const entries = [];
    for (const record of records) {
      const value = await this.unsealed(record);
      if (value !== undefined) entries.push({ n: record.n, value });
    }
    return entries;
  }

  store(mode) {
    return this.database.transaction("items", mode).objectStore("items");
  }

  async sealed(value) {
    if (!this.key) return { plain: value };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const words = new TextEncoder().encode(JSON.stringify(value));
    return { iv, box: await this.subtle.encrypt(this.lock(iv), this.key, words) };
  }

  /** The value of a record; undefined when its key is gone, as after a sign-out. */
  async unsealed(record) {
    if (!record.box) return record.plain;
    if (!this.key) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(await this.subtle.decrypt(this.lock(record.iv), this.key, record.box)));
    } catch (error) {
      if (error instanceof DOMException && error.name === "OperationError") return undefined;
      throw error;
    }
  }

  /** An entry opens only as this owner's own. */
  lock(iv) {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(this.owner) };
  }

  /** This owner's key, made on first use. Two pages may make one at once: the first that is stored is the key. */
  async ownKey() {
    const stored = () => asked(this.database.transaction("keys").objectStore("keys").get(this.owner));
    const found = await stored();
    if (found) return found.key;
    const key = await this.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    try {
      const keys = this.database.transaction("keys", "readwrite").objectStore("keys");
      await asked(keys.add({ owner: this.owner, person: this.person, key }));
      return key;
    } catch (error) {
      if (error?.name !== "ConstraintError") throw error;
      return (await stored()).key;
    }
  }

  giveUp() {
    this.database?.close();
    Object.assign(this, { mode: "memory", database: null, key: null });
  }
}

/** How many entries of this person lie on the device, whatever seat and stream. */
export async function countOf(person, factory = globalThis.indexedDB) {
  return withDatabase(factory, 0, (database) => asked(database.transaction("items").objectStore("items").index("person").count(person)));
}

/** Remove all that this person has on the device, keys first: without them what is left cannot be read. */
export async function wipe(person, factory = globalThis.indexedDB) {
  return withDatabase(factory, undefined, async (database) => {
    for (const name of ["keys", "items"]) {
      const store = database.transaction(name, "readwrite").objectStore(name);
      for (const key of await asked(store.index("person").getAllKeys(person))) await asked(store.delete(key));
    }
  });
}

async function withDatabase(factory, otherwise, work) {
  let database;
  try {
    database = await opened(factory);
    return await work(database);
  } catch (error) {
    if (!isStorage(error)) throw error;
    return otherwise;
  } finally {
    database?.close();
  }
}

/** What a browser throws when it will not, or can no longer, keep anything. */
function isStorage(error) {
  return error instanceof DOMException || error instanceof Refused;
}

class Refused extends Error {}

function opened(factory) {
  if (!factory) return Promise.reject(new Refused("no IndexedDB"));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Refused("no answer")), PATIENCE);
    const request = factory.open(NAME, 1);
    request.onupgradeneeded = () => {
      const items = request.result.createObjectStore("items", { keyPath: "n", autoIncrement: true });
      items.createIndex("owner", "owner");
      items.createIndex("person", "person");
      request.result.createObjectStore("keys", { keyPath: "owner" }).createIndex("person", "person");
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
  });
}

/** Kept means that the transaction is complete, not that its request was heard. */
function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error || new Refused("aborted"));
  });
}

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
