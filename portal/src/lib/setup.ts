// How far a node is from its first cycle: what is there is read from the node, never remembered.
import { type Account, Role } from "../gen/par/account/v1/account_pb";
import { SetState } from "../gen/par/criteria/v1/criteria_pb";
import type { Unit } from "../gen/par/unit/v1/unit_pb";
import { accounts, criteria, cycles, node, units } from "./services";

export type StepName = "units" | "accounts" | "criteria" | "cycle";
export interface Setup {
  unitName: string;
  /** The unit or node above, from where units and sets come; empty: they are made here. */
  above: string;
  /** Below this unit stand units that it assesses, or will. */
  assesses: boolean;
  missing: Role[]; // That nobody of the unit has, as the node says.
  publishers: string[];
  done: Record<StepName, boolean>;
}

export async function allAccounts(): Promise<Account[]> {
  const all: Account[] = [];
  let pageToken = "";
  do {
    const page = await accounts.listAccounts({ pageSize: 1000, pageToken });
    all.push(...page.accounts);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return all;
}

/** Of an administrator's unit; `unit` is the one of his account. */
export async function setupOf(unit: string): Promise<Setup> {
  const [recovery, listed, people, sets, open] = await Promise.all([
    node.getRecovery({}), units.listUnits({}), accounts.listAccounts({ unit, pageSize: 1000 }), criteria.listSets({}), cycles.listCycles({}),
  ]);
  const own = listed.units.find((one) => one.id === unit);
  const above = own !== undefined && own.parent !== "" ? nameOf(listed.units, own.parent) : recovery.upperNode;
  const assesses = above === "" || listed.units.some((one) => one.parent === unit);
  return {
    unitName: own?.name ?? unit, above, assesses, missing: people.missing,
    publishers: people.accounts.filter((one) => !one.disabled && one.roles.includes(Role.PUBLISHER)).map((one) => one.name),
    done: {
      units: own !== undefined,
      accounts: own !== undefined && people.missing.length === 0,
      criteria: sets.sets.some((one) => one.state === SetState.ACTIVE),
      cycle: open.cycles.some((one) => one.owner === unit || one.units.includes(unit)),
    },
  };
}

/** A unit's place for people: its name where the tree knows it. */
export const nameOf = (all: Unit[], id: string): string => all.find((one) => one.id === id)?.name ?? id;

/** Under whom a unit stands on a day; where it does not exist then, at last. */
export const superiorOn = (one: Unit | undefined, day: string): string | undefined =>
  (one?.memberships.find((is) => is.from <= day && (is.until === "" || day <= is.until)) ?? one?.memberships.at(-1))?.parent;

/** Which units come under which other one after a day, the soonest first; not those that are founded then. */
export function comingUnder(all: Unit[], day: string): { from: string; parent: string; units: Unit[] }[] {
  const found = new Map<string, { from: string; parent: string; units: Unit[] }>();
  for (const one of all) {
    for (const { from, parent } of one.memberships) {
      if (from <= day || from === one.from) continue;
      const key = `${from} ${parent}`;
      if (!found.has(key)) found.set(key, { from, parent, units: [] });
      found.get(key)!.units.push(one);
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key)!);
}
