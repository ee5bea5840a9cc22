import { NO_FLEET } from '../../../domain/fleet/schema-version.ts';
import { errorCode, errorMessage } from '../../../domain/text/error-code.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';

/** The database did not answer; it may have done the work or not. */
export class DatabaseSilent extends UserError {}

const LOOK =
  'look at SAMOCODE_FLEET in the personal settings file, and whether the server runs and lets this machine in';

/** Classes of SQLSTATE: connection failures, too few resources, an operator's intervention. */
const SILENT = /^(08|53|57)/;
const REFUSED = /^(28|3D|42501)/;
const NO_TABLES = /^(42P01|3F000|42883)$/;
const SYSTEM = /^E[A-Z_]+$/;
/** Errors of pg that have no code. */
const WITHOUT_CODE =
  /timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error/i;

/** The same promise; an error that a person can do something about is a UserError. */
export async function explained<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw explain(error);
  }
}

function explain(error: unknown): unknown {
  const code = errorCode(error) ?? '';
  const words = printableWords(errorMessage(error), 300) || code;
  if (SILENT.test(code) || SYSTEM.test(code) || WITHOUT_CODE.test(words)) {
    return new DatabaseSilent(`the database of the fleet does not answer: ${words}`, {
      hint: LOOK,
      cause: error,
    });
  }
  if (REFUSED.test(code)) {
    return new UserError(`the database of the fleet refuses: ${words}`, {
      hint: LOOK,
      cause: error,
    });
  }
  if (NO_TABLES.test(code)) {
    return new UserError(NO_FLEET.text, { hint: NO_FLEET.hint, cause: error });
  }
  return error;
}
