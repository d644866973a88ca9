import { texts } from "./words";

export const t = texts(
  {
    "delivery.waiting": "Máy chủ của đơn vị đang giữ hồ sơ và sẽ tự gửi; không cần gửi lại. Biên nhận sẽ hiện ở đây.",
    "delivery.line": "Đường truyền tới {unit}: {standing}.",
  },
  {
    "delivery.waiting": "Your unit's node holds the dossier and will send it by itself; do not hand in again. The receipt will appear here.",
    "delivery.line": "Line to {unit}: {standing}.",
  },
);
