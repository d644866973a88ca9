// One action on a dossier, as common/domain/dossier.h knows them.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ActionSchema } from "../gen/par/dossier/v1/dossier_pb";
import { dossiers, requestId } from "./services";

export type Action = MessageInitShape<typeof ActionSchema> & { kind: string; cycle: string; unit: string };

export async function act(action: Action): Promise<void> {
  await dossiers.act({ requestId: requestId(), action });
}
