import type { Provider } from '../../domain/provider/provider.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import { claude } from './claude/claude.ts';
import { codex } from './codex/codex.ts';

/** Every CLI samocode can run; adding one begins in `domain/agent.ts`. */
export const PROVIDERS = { claude, codex } as const satisfies Record<ProviderName, Provider>;
