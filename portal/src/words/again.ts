import { texts } from "./words";

export const t = texts(
  {
    "again.title": "Phiên làm việc đã kết thúc",
    "again.kept": "Những gì {name} đã nhập vẫn còn trên trang này. Đăng nhập lại để làm tiếp; các thay đổi chưa lưu sẽ được lưu ngay sau đó.",
    "again.other": "Nếu người khác đăng nhập, các thay đổi chưa lưu vẫn được giữ trong máy này cho {name} và không được gửi đi.",
    "again.leave": "Thoát về trang đăng nhập",
    "withheld.text": "Vai trò {roles} chỉ làm việc được sau khi đăng nhập bằng xác thực hai lớp.",
    "withheld.way": "Thiết lập, mất khoảng hai phút",
    "withheld.again": "Đăng nhập lại với mã trên điện thoại",
  },
  {
    "again.title": "The session has ended",
    "again.kept": "What {name} has entered is still on this page. Sign in again to go on; changes that are not saved yet are saved right after.",
    "again.other": "If somebody else signs in, changes that are not saved stay on this computer for {name} and are not sent.",
    "again.leave": "Leave for the sign-in page",
    "withheld.text": "The role {roles} acts only after a two-step sign-in.",
    "withheld.way": "Set it up, in about two minutes",
    "withheld.again": "Sign in again with your telephone's code",
  },
);
