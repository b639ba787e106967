type StoredIndex = { name: string; keyPath: string | string[]; unique: boolean; multiEntry: boolean };
type StoredStore = {
  name: string;
  keyPath: string | string[] | null;
  autoIncrement: boolean;
  indexes: StoredIndex[];
  values: unknown[];
};

/** An IndexedDB database as data; every store of it has its keys in its values. */
export type StoredDatabase = { name: string; version: number; stores: StoredStore[] };

/** Everything that this factory's databases hold. */
export async function dumpOf(factory: IDBFactory): Promise<StoredDatabase[]> {
  const dumps: StoredDatabase[] = [];
  for (const { name } of await factory.databases()) {
    if (name === undefined) continue;
    const db = await answered(factory.open(name));
    const stores: StoredStore[] = [];
    for (const storeName of db.objectStoreNames) {
      const store = db.transaction(storeName).objectStore(storeName);
      const indexes = [...store.indexNames].map((each) => {
        const { name, keyPath, unique, multiEntry } = store.index(each);
        return { name, keyPath, unique, multiEntry };
      });
      const { keyPath, autoIncrement } = store;
      stores.push({
        name: storeName,
        keyPath,
        autoIncrement,
        indexes,
        values: await answered(store.getAll()),
      });
    }
    dumps.push({ name, version: db.version, stores });
    db.close();
  }
  return dumps;
}

/** Makes the databases anew, in the form and version that they had. */
export async function restoreInto(factory: IDBFactory, dumps: readonly StoredDatabase[]): Promise<void> {
  for (const { name, version, stores } of dumps) {
    const opening = factory.open(name, version);
    opening.onupgradeneeded = () => {
      for (const { name: storeName, keyPath, autoIncrement, indexes, values } of stores) {
        const store = opening.result.createObjectStore(storeName, { keyPath, autoIncrement });
        for (const { name: index, keyPath: path, unique, multiEntry } of indexes) {
          store.createIndex(index, path, { unique, multiEntry });
        }
        for (const value of values) store.add(value);
      }
    };
    (await answered(opening)).close();
  }
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
