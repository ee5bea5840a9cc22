import { errorCode } from '../../../domain/text/error-code.ts';
/** Whether there is a process of this pid, of any user; a zombie counts. */
export const isPidInUse = (pid: number): boolean => refusal(pid) !== 'ESRCH';

/** Whether it is there and belongs to another user. */
export const isPidOfAnother = (pid: number): boolean => refusal(pid) === 'EPERM';

/** Why it could not be sent a signal; undefined: it could. */
const refusal = (pid: number): string | undefined => {
  try {
    process.kill(pid, 0);
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
};
