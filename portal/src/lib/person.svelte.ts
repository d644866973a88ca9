// Who is signed in. How one comes in and goes out: entry.ts.
import type { Role, Account, ProviderLink, WhoAmIResponse } from "../gen/par/account/v1/account_pb";

interface Person {
  account: Account | null;
  unitName: string;
  /** By the names of common/domain/access.h: what the node lets him do, towards some unit or other. */
  permissions: string[];
  /** Roles that act only after a sign-in with a second factor. */
  withheld: Role[];
  secondFactor: boolean;
  recoveryCodes: number;
  /** Whom the account is linked with at the provider of sign-ins. */
  provider: ProviderLink | null;
  /** Signed in with a password; otherwise with an access token. */
  inSession: boolean;
}
const nobody: Person = { account: null, unitName: "", permissions: [], withheld: [], secondFactor: false, recoveryCodes: 0, provider: null, inSession: false };

export const person = $state<Person>({ ...nobody });

export function setPerson(answer: WhoAmIResponse | null): void {
  if (answer === null) {
    Object.assign(person, nobody);
    return;
  }
  person.account = answer.account ?? null;
  person.unitName = answer.unitName;
  person.permissions = answer.permissions;
  person.withheld = answer.withheld;
  person.secondFactor = answer.secondFactor;
  person.recoveryCodes = answer.recoveryCodes;
  person.provider = answer.provider ?? null;
  person.inSession = answer.session !== undefined;
}

/** Has one of these permissions now, as the node says. */
export const permitted = (...permissions: string[]): boolean => permissions.some((one) => person.permissions.includes(one));
