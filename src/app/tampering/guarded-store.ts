import type { Lease } from '../ports/session/lease.ts';
import type { SessionStore } from '../ports/session/store.ts';

/**
 * A store whose every write first looks whether this run still holds its session. A run that was
 * suspended, with its container or its machine, may find that another one took it over meanwhile.
 */
export function guardedStore<Store extends SessionStore>(
  store: Store,
  lease: Pick<Lease, 'check'>,
): Store {
  const guarded =
    <Args extends readonly unknown[], R>(write: (...args: Args) => R) =>
    (...args: Args): R => {
      lease.check();
      return write(...args);
    };
  const { record } = store;
  return {
    ...store,
    record: { ...record, unseal: guarded(() => record.unseal()) },
    append: guarded((row) => store.append(row)),
    settle: guarded((own, create) => {
      store.settle(own, create);
    }),
    saveState: guarded((state) => {
      store.saveState(state);
    }),
    flushState: guarded(() => {
      store.flushState();
    }),
    clearSignal: guarded(() => {
      store.clearSignal();
    }),
    writeQuestions: guarded((text) => {
      store.writeQuestions(text);
    }),
    keepMaterials: guarded((texts) => {
      store.keepMaterials(texts);
    }),
    newLog: guarded((stem) => store.newLog(stem)),
    writePrompt: guarded((log, prompt) => store.writePrompt(log, prompt)),
  };
}
