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
  return {
    ...store,
    record: {
      seal: (settings) => store.record.seal(settings),
      unseal: () => {
        lease.check();
        return store.record.unseal();
      },
    },
    append: (row) => {
      lease.check();
      return store.append(row);
    },
    settle: (own, create) => {
      lease.check();
      store.settle(own, create);
    },
    saveState: (state) => {
      lease.check();
      store.saveState(state);
    },
    flushState: () => {
      lease.check();
      store.flushState();
    },
    clearSignal: () => {
      lease.check();
      store.clearSignal();
    },
    writeQuestions: (text) => {
      lease.check();
      store.writeQuestions(text);
    },
    keepMaterials: (texts) => {
      lease.check();
      store.keepMaterials(texts);
    },
    newLog: (stem) => {
      lease.check();
      return store.newLog(stem);
    },
    writePrompt: (log, prompt) => {
      lease.check();
      return store.writePrompt(log, prompt);
    },
  };
}
