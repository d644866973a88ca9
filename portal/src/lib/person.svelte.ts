// Who is signed in.
import { Code, ConnectError } from "@connectrpc/connect";
import { Role, type Account } from "../gen/par/account/v1/account_pb";
import { credential } from "./credential.svelte";
import { accounts } from "./services";

export const person = $state<{ account: Account | null; unitName: string }>({ account: null, unitName: "" });

/** Asks the node whose credential this tab holds; forgets one that is not good. Throws the failure. */
export async function recognise(): Promise<void> {
  if (!credential.present) return;
  try {
    const answer = await accounts.whoAmI({});
    person.account = answer.account ?? null;
    person.unitName = answer.unitName;
  } catch (error) {
    if (ConnectError.from(error).code === Code.Unauthenticated) signOut();
    throw error;
  }
}

export function signOut(): void {
  credential.forget();
  person.account = null;
}

export function has(...roles: Role[]): boolean {
  return person.account?.roles.some((role) => roles.includes(role)) ?? false;
}
