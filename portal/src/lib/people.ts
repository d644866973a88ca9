// Who stands behind an account that a dossier or a list names, as the node says. An account's name is
// unique on its node only: one and the same may be somebody of the unit and somebody else above it.
import type { Person } from "../gen/par/dossier/v1/person_pb";

export class People {
  constructor(private readonly people: Person[], private readonly unit = "") {}

  /** Of those who review, decide and assign. */
  above(account: string): Person | undefined {
    return this.people.find((one) => one.account === account && (this.unit === "" || one.unit !== this.unit));
  }
  /** Of the unit itself. */
  own(account: string): Person | undefined {
    return this.people.find((one) => one.account === account && one.unit === this.unit);
  }
}

/** In one line: full name and position; the account's name where nobody is known. */
export function said(person: Person | undefined, account: string): string {
  if (!person?.fullName) return account;
  return person.position ? `${person.fullName}, ${person.position}` : person.fullName;
}
