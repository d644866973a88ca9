// A session that ends while a screen is open. The screen stays as it is, calls that were refused wait,
// and App.svelte asks the person to sign in again in place (parts/SignInAgain.svelte).
export const again = $state<{ needed: boolean }>({ needed: false });

let waiting: Promise<boolean> | null = null;
let settle: (same: boolean) => void = () => undefined;

/** True once the same person is signed in again; false: somebody else is, or nobody. */
export function signedInAgain(): Promise<boolean> {
  waiting ??= new Promise((resolve) => {
    settle = resolve;
    again.needed = true;
  });
  return waiting;
}

export function cameBack(same: boolean): void {
  waiting = null;
  again.needed = false;
  settle(same);
}
