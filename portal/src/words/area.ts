import { texts } from "./words";

export const t = texts(
  {
    "area.title": "Số liệu của lĩnh vực {area}",
    "area.open": "Số liệu của lĩnh vực",
    "area.how": "Mũi tên lên, xuống và Enter để sang ô khác. Dán được một cột chép từ bảng tính, bắt đầu từ ô đang chọn.",
    "area.figure": "Số liệu",
    "area.used": "Dùng cho tiêu chí",
    "area.none": "Lĩnh vực này không có số liệu nào phải khai.",
    "area.taken": "Đã nhận {count} giá trị từ bảng tính.",
    "area.undo": "Hoàn tác",
    "area.undone": "Đã trả lại các giá trị trước khi dán.",
    "area.refused": "Chưa nhận giá trị nào. Sửa các ô sau rồi dán lại:",
    "area.columns": "Chưa nhận giá trị nào: phần dán có {columns} cột, chỉ dán được một cột.",
    "area.too_many": "Chưa nhận giá trị nào: phần dán có {rows} dòng, từ ô này xuống chỉ còn {room} ô.",
    "area.cell": "Dòng {row}, “{text}” cho “{figure}”: {why}",
  },
  {
    "area.title": "Figures of area {area}",
    "area.open": "Figures of the area",
    "area.how": "Arrow up, down and Enter go to another cell. A column copied from a spreadsheet can be pasted, beginning with the cell that is chosen.",
    "area.figure": "Figure",
    "area.used": "Used for criteria",
    "area.none": "There are no figures to declare in this area.",
    "area.taken": "{count} values taken from the spreadsheet.",
    "area.undo": "Undo",
    "area.undone": "The values are as they were before.",
    "area.refused": "Nothing was taken. Mend these cells and paste again:",
    "area.columns": "Nothing was taken: what was pasted has {columns} columns, one can be pasted.",
    "area.too_many": "Nothing was taken: what was pasted has {rows} rows, from this cell down there are {room}.",
    "area.cell": "Row {row}, \"{text}\" for \"{figure}\": {why}",
  },
);
