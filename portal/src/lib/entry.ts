// Coming in, coming back in place after the session has ended, and going out.
import type { WhoAmIResponse } from "../gen/par/account/v1/account_pb";
import { again, cameBack } from "./again.svelte";
import { credential } from "./credential.svelte";
import { failureOf, isSessionOver } from "./failure";
import { forgetSeen } from "./last_seen";
import { person, setPerson } from "./person.svelte";
import { go } from "./route.svelte";
import { accounts, requestId } from "./services";

/** With a password, and the code of a second factor where the account has one. */
export async function withPassword(account: string, password: string, code: string): Promise<void> {
  const answer = await accounts.signIn({ requestId: requestId(), account, password, code });
  credential.keepSession(answer.csrf);
}

/** By a proven trip to the node's provider, and the code of a second factor where the node asks for it. */
export async function withProvider(code: string): Promise<void> {
  const answer = await accounts.signInByProvider({ requestId: requestId(), code });
  credential.keepSession(answer.csrf);
}

/** The first time: the administrator's one-time code sets the password. */
export async function firstTime(account: string, oneTime: string, password: string): Promise<void> {
  await accounts.setPassword({ requestId: requestId(), account, code: oneTime, password });
}

/** Asks the node whose credential this tab holds; forgets one that is not good. Throws the failure. */
export async function recognise(): Promise<void> {
  if (!credential.present) return;
  let answer: WhoAmIResponse;
  try {
    answer = await accounts.whoAmI({});
  } catch (error) {
    if (isSessionOver(failureOf(error)) && !again.needed) leave();
    throw error;
  }
  const before = person.account?.name;
  setPerson(answer);
  // What somebody before saw on this computer is no business of this person's.
  void forgetSeen(true);
  if (!again.needed) return;
  const same = before === answer.account?.name;
  cameBack(same);
  if (!same) go("/", true);
}

/** The session ends on the node, too; where the node cannot be told, it ends there by itself. */
export async function signOut(): Promise<void> {
  try {
    if (person.inSession && !again.needed) await accounts.signOut({ requestId: requestId() }, { timeoutMs: 3_000 });
  } catch {
    // The page forgets it all the same.
  }
  await forgetSeen();
  leave();
}

function leave(): void {
  credential.forget();
  setPerson(null);
  cameBack(false);
}
