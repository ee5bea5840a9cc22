#!/usr/bin/env node
import './signals/hangup.ts';

// Not imported above: a static import would be loaded before the handler of SIGHUP is there.
void import('./start.ts').then(({ start }) => {
  start(import.meta.dirname);
});
