// Who is signed in.
import { Code, ConnectError } from "@connectrpc/connect";
import { Role, type Account } from "../gen/par/account/v1/account_pb";
import { credential } from "./credential.svelte";
import { forgetSeen } from "./last_seen";
import { accounts, requestId } from "./services";

export const person = $state<{ account: Account | null; unitName: string }>({ account: null, unitName: "" });

/** Asks the node whose credential this tab holds; forgets one that is not good. Throws the failure. */
export async function recognise(): Promise<void> {
  if (!credential.present) return;
  try {
    const answer = await accounts.whoAmI({});
    person.account = answer.account ?? null;
    person.unitName = answer.unitName;
  } catch (error) {
    if (ConnectError.from(error).code === Code.Unauthenticated) forget();
    throw error;
  }
}

/** The session ends on the node, too; where the node cannot be told, it ends there by itself. */
export async function signOut(): Promise<void> {
  try {
    if (person.account !== null) await accounts.signOut({ requestId: requestId() }, { timeoutMs: 3_000 });
  } catch {
    // An access token has no session to end.
  }
  await forgetSeen();
  forget();
}

function forget(): void {
  credential.forget();
  person.account = null;
}

export function has(...roles: Role[]): boolean {
  return person.account?.roles.some((role) => roles.includes(role)) ?? false;
}
