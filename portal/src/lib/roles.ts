import { Role } from "../gen/par/account/v1/account_pb";

/** Roles by the names that entries of the ledger carry. */
export const roleNames: Record<string, Role> = {
  clerk: Role.CLERK, leader: Role.LEADER, reviewer: Role.REVIEWER, council: Role.COUNCIL, publisher: Role.PUBLISHER, administrator: Role.ADMINISTRATOR,
};
