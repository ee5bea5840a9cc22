import type { WaitReason } from './rules.ts';

/** The awaited thing, in words for a person. */
export const AWAITED: Readonly<Record<WaitReason, string>> = {
  qa_answers: 'your answers',
  plan_approval: 'your approval of the plan',
  human_action: 'something that you have to do',
  file_update: 'a file that you have to change',
};
