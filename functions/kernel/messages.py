"""The texts of problems, in Vietnamese and English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A kind of problem: its HTTP status, its title, and a detail that may name values."""

    status: int
    title: dict[str, str]
    detail: dict[str, str]


def _text(status: int, vi: tuple[str, str], en: tuple[str, str]) -> Text:
    return Text(status, {"vi": vi[0], "en": en[0]}, {"vi": vi[1], "en": en[1]})


PROBLEMS: dict[str, Text] = {
    "invalid_request": _text(
        422,
        ("Dữ liệu không hợp lệ", "Xem danh sách lỗi của từng trường, sửa rồi gửi lại."),
        ("Invalid request", "See the errors field by field, mend them and send the request again."),
    ),
    "invalid_json": _text(
        400,
        ("Nội dung không phải JSON", "Nội dung yêu cầu phải là một đối tượng JSON mã hoá UTF-8."),
        ("Not JSON", "The body must be one JSON object in UTF-8."),
    ),
    "body_too_large": _text(
        413,
        ("Nội dung quá lớn", "Nội dung yêu cầu tối đa {limit} byte."),
        ("Body too large", "A request body may have at most {limit} bytes."),
    ),
    "not_found": _text(
        404,
        ("Không tìm thấy", "Không có đối tượng này, hoặc bạn không được xem."),
        ("Not found", "There is no such object, or it is not yours to see."),
    ),
    "no_such_route": _text(
        404,
        ("Không có địa chỉ này", "Không có thao tác {method} {path}."),
        ("No such route", "There is no operation {method} {path}."),
    ),
    "not_acceptable": _text(
        406,
        ("Không có dạng này", "Chỉ có: {offered}. Hãy nêu một trong số đó trong tiêu đề Accept, hoặc bỏ tiêu đề này."),
        ("Not to be had in this form", "There is: {offered}. Name one of them in the header Accept, or leave it out."),
    ),
    "unauthenticated": _text(
        401,
        ("Chưa đăng nhập", "Hãy đăng nhập và gửi ID token trong tiêu đề Authorization: Bearer …"),
        ("Not signed in", "Sign in and send the ID token in the header Authorization: Bearer …"),
    ),
    "not_an_employee": _text(
        403,
        (
            "Chưa được khai báo nhân viên",
            "Tài khoản này chưa được khai báo là nhân viên của công ty. Hãy nhờ quản trị viên thêm bạn.",
        ),
        (
            "Not declared as an employee",
            "This login is not declared as an employee of the company. Ask an administrator to add you.",
        ),
    ),
    "employee_inactive": _text(
        403,
        (
            "Nhân viên đã ngừng hoạt động",
            "Nhân viên này đã bị ngừng hoạt động. Hãy nhờ quản trị viên mở lại.",
        ),
        (
            "Employee is inactive",
            "This employee has been made inactive. Ask an administrator to reactivate you.",
        ),
    ),
    "not_your_scope": _text(
        403,
        (
            "Không phải phạm vi của bạn",
            "Chỉ quản trị viên xem được tất cả, và chỉ người quản lý một phòng ban xem được đội của phòng ban đó.",
        ),
        (
            "Not a scope of yours",
            "Only administrators see all records, and only who manages a department sees those of its team.",
        ),
    ),
    "admin_only": _text(
        403,
        ("Chỉ dành cho quản trị viên", "Chỉ quản trị viên mới được thay đổi cài đặt."),
        ("Administrators only", "Only an administrator may change settings."),
    ),
    "stale": _text(
        412,
        (
            "Đã bị thay đổi",
            "Bản ghi đã đổi (phiên bản hiện tại {version}). Hãy tải lại rồi sửa trên bản mới.",
        ),
        (
            "Changed meanwhile",
            "The record has changed (it is at version {version}). Read it again and apply your change to that.",
        ),
    ),
    "version_needed": _text(
        428,
        (
            "Cần phiên bản",
            "Hãy gửi tiêu đề If-Match với phiên bản bạn muốn xoá (xem /deletion của bản ghi), để không xoá nhầm bản đã đổi.",
        ),
        (
            "Version needed",
            "Send the header If-Match with the version you mean to delete (see /deletion of the record), so that no other one goes.",
        ),
    ),
    "merge_running": _text(
        409,
        ("Đang gộp", "Bản ghi này đang được gộp hoặc tách ra. Hãy thử lại sau giây lát."),
        ("Being merged", "This record is being merged or taken apart at this moment. Try again shortly."),
    ),
    "already_merged": _text(
        409,
        ("Đã gộp rồi", "Hai bản ghi này đã là một: {code}."),
        ("Merged already", "These two are one record already: {code}."),
    ),
    "merge_would_show": _text(
        409,
        (
            "Không gộp theo chiều này được",
            "Bản ghi kia có phần trước khi bàn giao mà bạn không được xem. Hãy gộp theo chiều ngược lại hoặc nhờ quản trị viên.",
        ),
        (
            "Not this way round",
            "Of the other record, what came before its transfer is not shown to you. Merge the other way round, or ask an administrator.",
        ),
    ),
    "merge_would_hide": _text(
        409,
        (
            "Không gộp theo chiều này được",
            "Bản ghi giữ lại chỉ được xem từ ngày bàn giao, nên phần cũ hơn của bản ghi kia sẽ bị ẩn. Hãy gộp theo chiều ngược lại, hoặc nhờ quản trị viên làm việc đó.",
        ),
        (
            "Not this way round",
            "The record that stays is seen from its transfer on only, so what is older of the other one would be hidden. Merge the other way round, or ask an administrator to.",
        ),
    ),
    "merged_away": _text(
        409,
        ("Đã gộp vào bản ghi khác", "Bản ghi này đã được gộp vào {code}. Hãy tách khỏi {code} trước."),
        ("Merged into another", "This record was itself merged into {code}. Undo that merge first."),
    ),
    "merged_too_often": _text(
        409,
        (
            "Đã gộp quá nhiều lần",
            "Bản ghi kia là kết quả của {limit} lần gộp nối tiếp nhau. Hãy gộp theo chiều ngược lại.",
        ),
        (
            "Merged too often",
            "The other record has come of {limit} merges, each into the next. Merge the other way round.",
        ),
    ),
    "undo_over": _text(
        409,
        ("Hết hạn tách lại", "Chỉ tách lại được trong {days} ngày sau khi gộp."),
        ("Too late to undo", "A merge can be undone for {days} days only."),
    ),
    "follows_a_change": _text(
        409,
        ("Không dừng được", "Công việc này cập nhật các bản ghi theo một thay đổi đã lưu, nên phải chạy đến hết."),
        (
            "Cannot be stopped",
            "This job brings records in line with a change that is saved, so it has to come to its end.",
        ),
    ),
    "not_deleted": _text(
        409,
        ("Chưa bị xoá", "Bản ghi này không nằm trong thùng rác."),
        ("Not deleted", "This record is not in the trash."),
    ),
    "recovery_over": _text(
        409,
        ("Hết hạn khôi phục", "Bản ghi đã xoá chỉ khôi phục được trong {days} ngày."),
        ("Too late to recover", "A deleted record can be recovered for {days} days only."),
    ),
    "invalid_cursor": _text(
        400,
        (
            "Con trỏ trang không hợp lệ",
            "Con trỏ chỉ dùng được cho đúng danh sách và người dùng đã nhận nó. Hãy đọc lại từ trang đầu.",
        ),
        (
            "Invalid cursor",
            "A cursor works only for the list and the user it was given to. Start again from the first page.",
        ),
    ),
    "idempotency_mismatch": _text(
        422,
        (
            "Idempotency-Key đã dùng cho nội dung khác",
            "Khoá này đã dùng với nội dung khác trong 24 giờ qua. Hãy dùng khoá mới.",
        ),
        (
            "Idempotency-Key reused",
            "This key was used with another body within the last 24 hours. Use a new key.",
        ),
    ),
    "idempotency_key_invalid": _text(
        400,
        ("Idempotency-Key không hợp lệ", "Khoá dài từ 1 đến 255 ký tự ASCII in được."),
        ("Invalid Idempotency-Key", "A key has 1 to 255 printable ASCII characters."),
    ),
    "in_flight": _text(
        409,
        ("Đang được xử lý", "Một yêu cầu khác đang thay đổi cùng đối tượng này. Hãy thử lại sau giây lát."),
        ("In flight", "Another request is changing the same object at this moment. Try again shortly."),
    ),
    "busy": _text(
        503,
        ("Hệ thống đang bận", "Chưa có gì được ghi. Hãy thử lại sau giây lát."),
        ("Busy", "Nothing was written. Try again shortly."),
    ),
    "internal": _text(
        500,
        (
            "Lỗi hệ thống",
            "Yêu cầu chưa thực hiện được vì lỗi phía chúng tôi. Hãy báo mã yêu cầu {request_id}.",
        ),
        (
            "Internal error",
            "The request failed through a fault of ours. Please report the request id {request_id}.",
        ),
    ),
    "changed_since_import": _text(
        409,
        (
            "Đã thay đổi sau khi nhập",
            "Có người đã sửa sau khi nhập, nên phần này được giữ nguyên. Hãy sửa hoặc xóa bằng tay nếu cần.",
        ),
        (
            "Changed since the import",
            "Somebody has changed this since it was imported, so it stays. Change or delete it by hand if need be.",
        ),
    ),
    "import_running": _text(
        409,
        (
            "Đang nhập dữ liệu khác",
            "Một lần nhập khác của cùng loại dữ liệu đang chạy hoặc vừa dừng. Hãy đợi nó xong rồi nhập lại.",
        ),
        (
            "Another import is running",
            "Another import of the same kind is running, or was stopped just now. Import once that is over.",
        ),
    ),
    "attached_since_import": _text(
        409,
        (
            "Đã được dùng sau khi nhập",
            "Sau khi nhập đã có dữ liệu khác gắn vào đây, nên nó được giữ lại. Hãy xóa bằng tay nếu cần.",
        ),
        (
            "In use since the import",
            "Something else belongs to this since it was imported, so it stays. Delete it by hand if need be.",
        ),
    ),
    "duplicate_since": _text(
        409,
        (
            "Có bản ghi trùng mới",
            "Sau khi kiểm tra đã có bản ghi mới cùng điện thoại, email, mã số thuế hoặc tên và địa chỉ. Hãy kiểm tra lại.",
        ),
        (
            "A new record is like it",
            "Since the test there is a record with the same phone, email, tax code, or name and address. Test again.",
        ),
    ),
    "code_taken": _text(
        409,
        ("Mã đã được dùng", "Mã {code} đã thuộc về bản ghi khác. Hãy chọn mã khác."),
        ("Code is taken", "The code {code} belongs to another record. Choose another."),
    ),
    "catalogue_full": _text(
        409,
        ("Danh mục đã đầy", "Một danh mục có tối đa {limit} mục. Hãy dùng lại mục đã có."),
        ("Catalogue is full", "A catalogue has at most {limit} entries. Use again one that is there."),
    ),
    "opportunity_has": _text(
        409,
        ("Cơ hội còn dữ liệu", "Còn hoạt động hoặc chứng từ thuộc cơ hội này. Hãy xoá hoặc tách chúng ra trước."),
        ("Not empty", "Activities or documents belong to this opportunity. Delete or detach them first."),
    ),
    "confirmed_documents": _text(
        409,
        (
            "Có chứng từ đã xác nhận",
            "Chứng từ đã xác nhận, hoặc gắn với chứng từ ở lại, thuộc về khách hàng cũ: {documents}. Hãy tách chúng khỏi cơ hội trước.",
        ),
        (
            "Confirmed documents",
            "What was confirmed, or follows from what stays, is the customer's who signed it: {documents}. Detach it first.",
        ),
    ),
    "too_much_to_move": _text(
        409,
        (
            "Quá nhiều dữ liệu để chuyển",
            "Một cơ hội được chuyển cùng lúc với tối đa {limit} hoạt động và chứng từ. Hãy tách bớt trước.",
        ),
        (
            "Too much to move",
            "An opportunity moves together with {limit} activities and documents at most. Detach some first.",
        ),
    ),
    "tier_in_use": _text(
        409,
        (
            "Hạng đang có khách hàng",
            "Hạng {tier} đang có {customers} khách hàng, {pinned} khách hàng được ghim ở hạng này. Gửi replace_with để chuyển họ sang hạng khác (null hoặc customers=without_tier: không còn hạng).",
        ),
        (
            "Customers are in it",
            "{customers} customers are in the tier {tier}, and {pinned} are pinned to it. Send replace_with to move them to another (null, or customers=without_tier: to none).",
        ),
    ),
    "last_tier_in_use": _text(
        409,
        (
            "Hạng cuối cùng đang có khách hàng",
            "Hạng {tier} là hạng cuối cùng và đang có {customers} khách hàng, {pinned} khách hàng được ghim. Hãy thêm hạng khác để chuyển họ sang, hoặc gửi replace_with là null (hay customers=without_tier) để họ không còn hạng.",
        ),
        (
            "Customers are in the last tier",
            "{tier} is the last tier, {customers} customers are in it and {pinned} are pinned to it. Add another tier for them, or send replace_with as null (or customers=without_tier) to leave them without one.",
        ),
    ),
    "in_use": _text(
        409,
        (
            "Đang được dùng",
            "Số bản ghi đang dùng mục này: {uses}. Số quy tắc tính điểm: {rules}. Gửi replace_with=<mã> để chuyển chúng sang mục khác; với loại khách hàng cũng có thể gửi customers=keep (chỉ bỏ loại) hoặc customers=delete (xoá cả khách hàng).",
        ),
        (
            "In use",
            "Records that use this entry: {uses}. Scoring rules: {rules}. Say replace_with=<code> to move them to another one; of a customer type you may also say customers=keep (only the type goes) or customers=delete (its customers go too).",
        ),
    ),
    "named_by_rules": _text(
        409,
        (
            "Quy tắc tính điểm đang dùng",
            "Số quy tắc tính điểm đang dùng loại khách hàng này: {rules}. Hãy công bố quy tắc không dùng nó nữa, hoặc gửi replace_with=<mã>.",
        ),
        (
            "Named by scoring rules",
            "Scoring rules that name this customer type: {rules}. Publish rules without it first, or say replace_with=<code>.",
        ),
    ),
    "book_full": _text(
        409,
        ("Sổ đã hết số", "Sổ {code} đã dùng hết các chữ số. Hãy tăng số chữ số hoặc mở sổ mới."),
        ("Voucher book is full", "The book {code} has used up its digits. Give it more, or open another book."),
    ),
    "already_customer": _text(
        409,
        ("Đã là khách hàng", "Bản ghi này đã được chuyển thành khách hàng."),
        ("Already a customer", "This record has already been converted to a customer."),
    ),
    "managers_only": _text(
        403,
        ("Chỉ quản trị viên và quản lý", "Chỉ quản trị viên và quản lý phòng ban được gửi chiến dịch email."),
        ("Managers only", "Only administrators and managers of departments may send email campaigns."),
    ),
    "empty_audience": _text(
        409,
        ("Không có người nhận", "Bộ lọc không tìm thấy bản ghi nào có địa chỉ email mà bạn xem được. Hãy sửa bộ lọc."),
        ("Nobody to send it to", "The filter finds no record with an address that you may see. Change the filter."),
    ),
    "wrong_state": _text(
        409,
        (
            "Trạng thái không cho phép",
            "Đối tượng đang ở trạng thái {state}; thao tác này cần trạng thái {needed}.",
        ),
        ("Wrong state", "It is {state}; this needs it to be {needed}."),
    ),
    "unchanged": _text(
        409,
        ("Không có gì thay đổi", "Bản ghi này vốn đã như vậy."),
        ("Nothing to change", "The record is so already."),
    ),
    "no_next_stage": _text(
        409,
        ("Không còn giai đoạn sau", "Bản ghi đã ở giai đoạn cuối. Hãy chọn một giai đoạn cụ thể."),
        ("No next stage", "The record is in the last stage already. Choose a stage."),
    ),
    "not_yours_to_change": _text(
        403,
        (
            "Chỉ được xem",
            "Bạn được chia sẻ hồ sơ này để xem. Người phụ trách, quản lý hoặc quản trị viên mới được đổi.",
        ),
        (
            "Only shared with you",
            "This record was shared with you to see. Its owner, their manager or an administrator may change it.",
        ),
    ),
    "score_adjusted_by_managers": _text(
        403,
        (
            "Chỉ quản lý được điều chỉnh điểm",
            "Không ai tự cho điểm hồ sơ của mình. Hãy nhờ quản lý được đổi hồ sơ này, hoặc quản trị viên.",
        ),
        (
            "Managers adjust scores",
            "Nobody awards points to their own records. Ask a manager who may change this one, or an administrator.",
        ),
    ),
    "shared_with_owner": _text(
        422,
        (
            "Người phụ trách luôn được xem",
            "Người được chọn đang phụ trách hồ sơ này, không cần chia sẻ. Hãy chọn người khác.",
        ),
        ("The owner sees it anyway", "Whom you named owns this record and needs no share. Name somebody else."),
    ),
    "too_many_shares": _text(
        422,
        (
            "Chia sẻ cho quá nhiều",
            "Mỗi hồ sơ chia sẻ cho tối đa {limit} người và phòng ban. Hãy chia sẻ cho cả phòng ban, hoặc bỏ bớt.",
        ),
        (
            "Shared with too many",
            "A record is shared with {limit} people and departments at most. Share with a whole department, or remove some.",
        ),
    ),
    "channel_off": _text(
        409,
        ("Kênh đang tắt", "Công ty chưa bật kênh {channel}. Hãy nhờ quản trị viên bật trong cài đặt kênh."),
        (
            "Channel is off",
            "The company does not write over {channel}. Ask an administrator to turn it on in the channels' settings.",
        ),
    ),
    "no_email": _text(
        409,
        ("Không có email", "Hồ sơ này không có địa chỉ email. Hãy thêm rồi gửi lại."),
        ("No email address", "This record has no email address. Add one and send again."),
    ),
    "no_mobile": _text(
        409,
        ("Không có số di động", "Hồ sơ này không có số di động hợp lệ; số máy bàn không nhận được tin nhắn."),
        ("No mobile number", "This record has no valid mobile number; landlines get no text messages."),
    ),
    "no_zalo_user": _text(
        409,
        (
            "Chưa liên kết Zalo",
            "Hồ sơ này chưa có mã người dùng Zalo (zalo_user), vì họ chưa nhắn cho Official Account.",
        ),
        (
            "Not known to Zalo",
            "This record has no Zalo user id (zalo_user): they have not written to the Official Account.",
        ),
    ),
    "suppressed": _text(
        409,
        ("Địa chỉ đã bị chặn", "Mọi địa chỉ email của hồ sơ này đã trả lại thư hoặc khiếu nại, nên không gửi nữa."),
        (
            "Address is suppressed",
            "All email addresses of this record bounced or complained, so nothing is sent to them any more.",
        ),
    ),
    "in_trash": _text(
        409,
        ("Đang ở thùng rác", "Hồ sơ này đã bị xoá. Hãy khôi phục trước khi gửi."),
        ("In the trash", "This record was deleted. Recover it before you write to it."),
    ),
    "already_written": _text(
        409,
        ("Đã gửi rồi", "Lần gửi này đã có tin cho hồ sơ mà bản ghi này được gộp vào."),
        ("Written to already", "This sending has a message already to the record that this one was merged into."),
    ),
    "text_too_long": _text(
        409,
        ("Tin quá dài", "Khi điền thông tin của hồ sơ này, tin dài quá 10 đoạn. Hãy rút ngắn."),
        ("Text too long", "With what is known of this record the text takes more than 10 segments. Shorten it."),
    ),
    "value_missing": _text(
        409,
        ("Thiếu thông tin", "Hồ sơ này không có gì để điền vào tham số {value} của mẫu."),
        ("A value is missing", "This record has nothing to put into the template's parameter {value}."),
    ),
    "already_owner": _text(
        409,
        ("Đã phụ trách", "Người nhận đang phụ trách hồ sơ này rồi."),
        ("Owns it already", "Whom you named owns this record already."),
    ),
    "last_admin": _text(
        409,
        ("Quản trị viên cuối cùng", "Công ty phải luôn có ít nhất một quản trị viên đang hoạt động."),
        ("Last administrator", "A company always keeps at least one active administrator."),
    ),
    "still_manages": _text(
        409,
        (
            "Đang quản lý phòng ban",
            "Nhân viên này đang quản lý {departments}. Hãy chọn người quản lý khác cho các phòng ban đó trước.",
        ),
        (
            "Still manages departments",
            "This employee manages {departments}. Give these departments another manager first.",
        ),
    ),
    "department_in_use": _text(
        409,
        (
            "Phòng ban còn nhân viên",
            "Phòng ban {code} còn {count} nhân viên đang hoạt động. Hãy chuyển họ sang phòng ban khác trước.",
        ),
        (
            "Somebody works there",
            "Active employees who work in {code}: {count}. Move them to another department first.",
        ),
    ),
    "rulebook_changed": _text(
        409,
        ("Bộ quy tắc đã đổi", "Có người vừa công bố bộ quy tắc khác. Hãy tải lại rồi công bố lại."),
        ("Rulebook changed", "Somebody has just published another rulebook. Read it again and publish anew."),
    ),
    "not_scored_yet": _text(
        409,
        ("Chưa tính điểm", "Điểm của bản ghi này đang được tính. Hãy thử lại sau giây lát."),
        ("Not scored yet", "The score of this record is being computed. Try again shortly."),
    ),
    "export_not_ready": _text(
        409,
        ("Tệp chưa sẵn sàng", "Tệp xuất đang ở trạng thái {state}."),
        ("Export not ready", "The export is {state}."),
    ),
    "import_not_uploaded": _text(
        409,
        (
            "Chưa có tệp",
            "Chưa nhận được tệp. Hãy gửi tệp bằng biểu mẫu tải lên rồi gọi lại; biểu mẫu hết hạn sau {minutes} phút, khi đó hãy đọc lại lần nhập này để lấy biểu mẫu mới.",
        ),
        (
            "Nothing uploaded",
            "The file has not come. Send it with the upload form, then call again; the form is good for {minutes} minutes: after that, read this import again for a fresh one.",
        ),
    ),
    "mapping_incomplete": _text(
        409,
        ("Chưa đủ cột", "Chưa có cột nào cho: {fields}. Hãy chọn cột cho các trường này."),
        ("Columns missing", "No column is mapped to: {fields}. Choose a column for each of these fields."),
    ),
    "other_plan": _text(
        409,
        (
            "Kết quả kiểm tra đã khác",
            "Đây không phải kết quả của lần kiểm tra gần nhất. Hãy xem lại kết quả kiểm tra rồi nhập theo mã mới.",
        ),
        (
            "Another plan",
            "This is not what the last test said. Look at the test's result again, and import with its plan.",
        ),
    ),
    "gave_up": _text(
        500,
        ("Đã dừng", "Đã thử nhiều lần mà chưa xong. Hãy gọi retry để làm tiếp."),
        ("Given up", "It was tried several times without success. Call retry to go on where it had come to."),
    ),
    "file_empty": _text(
        422,
        ("Không đọc được tệp", "Tệp không có dòng dữ liệu nào dưới dòng tiêu đề. Hãy kiểm tra đã lưu đúng tệp chưa."),
        ("File not read", "The file has no row of data below its header. Make sure that the right file was saved."),
    ),
    "file_wrong_ending": _text(
        422,
        (
            "Không đọc được tệp",
            "Tên tệp kết thúc bằng {ending} nhưng nội dung là tệp {right}. Hãy lưu lại từ Excel đúng định dạng, hoặc đổi đuôi tệp thành {right}.",
        ),
        (
            "File not read",
            "The file's name ends in {ending}, but it is a {right} file. Save it from Excel in the right format, or rename it to {right}.",
        ),
    ),
    "file_too_large": _text(
        422,
        ("Không đọc được tệp", "Tệp lớn hơn {most} MB. Hãy chia thành nhiều tệp."),
        ("File not read", "The file has more than {most} MB. Split it into several."),
    ),
    "file_old_or_locked": _text(
        422,
        (
            "Không đọc được tệp",
            "Tệp có mật khẩu hoặc là tệp Excel 97-2003 (.xls). Hãy bỏ mật khẩu và lưu lại dạng .xlsx.",
        ),
        (
            "File not read",
            "The file is protected with a password, or is an Excel 97-2003 file (.xls). Remove the password and save it as .xlsx.",
        ),
    ),
    "file_unreadable": _text(
        422,
        ("Không đọc được tệp", "Tệp bị hỏng hoặc không phải tệp Excel. Hãy mở bằng Excel và lưu lại dạng .xlsx."),
        ("File not read", "The file is damaged, or no Excel file. Open it in Excel and save it again as .xlsx."),
    ),
    "file_too_many_parts": _text(
        422,
        ("Không đọc được tệp", "Tệp chứa quá {most} thành phần. Hãy chép riêng các dòng cần nhập sang một tệp mới."),
        ("File not read", "The file consists of more than {most} parts. Copy the rows to import into a new file."),
    ),
    "file_unpacks_too_large": _text(
        422,
        (
            "Không đọc được tệp",
            "Nội dung tệp khi giải nén lớn hơn {most} MB hoặc phình ra bất thường. Hãy chia thành nhiều tệp, hoặc chép riêng các dòng cần nhập sang tệp mới.",
        ),
        (
            "File not read",
            "Unpacked, the file has more than {most} MB, or swells beyond all measure. Split it, or copy the rows to import into a new file.",
        ),
    ),
    "file_has_macros": _text(
        422,
        ("Không đọc được tệp", "Tệp có macro. Hãy lưu lại dạng .xlsx (không có macro)."),
        ("File not read", "The file has macros. Save it as .xlsx, which has none."),
    ),
    "file_not_a_workbook": _text(
        422,
        ("Không đọc được tệp", "Tệp không phải bảng tính Excel. Hãy lưu lại dạng .xlsx."),
        ("File not read", "The file is no Excel workbook. Save it as .xlsx."),
    ),
    "file_entities": _text(
        422,
        (
            "Không đọc được tệp",
            "Tệp có khai báo XML mà bảng tính không bao giờ cần. Hãy mở bằng Excel và lưu lại dạng .xlsx.",
        ),
        (
            "File not read",
            "The file has XML declarations that no workbook needs. Open it in Excel and save it again as .xlsx.",
        ),
    ),
    "file_too_many_cells": _text(
        422,
        (
            "Không đọc được tệp",
            "Vùng dữ liệu của một trang tính rộng hơn {most} ô. Hãy xoá các ô thừa ở xa, hoặc chia thành nhiều tệp.",
        ),
        (
            "File not read",
            "From its first cell to its last, a sheet has more than {most} cells. Delete stray cells far away, or split the file.",
        ),
    ),
    "file_too_many_sheets": _text(
        422,
        ("Không đọc được tệp", "Tệp có quá {most} trang tính. Hãy bỏ bớt."),
        ("File not read", "The file has more than {most} sheets. Remove some."),
    ),
    "file_sheet_too_large": _text(
        422,
        ("Không đọc được tệp", "Trang tính {sheet} có quá {rows} dòng hoặc {columns} cột. Hãy chia thành nhiều tệp."),
        (
            "File not read",
            "The sheet {sheet} has more than {rows} rows or {columns} columns. Split it into several files.",
        ),
    ),
    "file_encoding": _text(
        422,
        ("Không đọc được tệp", "Không nhận ra bảng mã của tệp. Hãy lưu lại dạng CSV UTF-8, hoặc .xlsx."),
        ("File not read", "The file's encoding is not recognised. Save it as CSV UTF-8, or as .xlsx."),
    ),
    "file_quotes": _text(
        422,
        (
            "Không đọc được tệp",
            "Dấu nháy kép mở ở dòng {line} không được đóng. Hãy sửa dòng đó, hoặc lưu lại dạng .xlsx.",
        ),
        (
            "File not read",
            "A quotation mark that opens in line {line} is never closed. Mend that line, or save the file as .xlsx.",
        ),
    ),
    "too_many_attached": _text(
        409,
        ("Quá nhiều mục", "Mỗi bản ghi có tối đa {limit} mục loại này. Hãy xoá bớt mục không còn cần."),
        ("Too many of a kind", "A record has at most {limit} of this kind. Delete those that are no longer needed."),
    ),
    "number_taken": _text(
        409,
        ("Số đã được dùng", "Số {number} đã có ở một mục khác cùng loại. Hãy kiểm tra lại hoặc dùng số khác."),
        ("Number is taken", "Another one of this kind has the number {number}. Look again, or choose another number."),
    ),
    "too_many_documents": _text(
        409,
        ("Quá nhiều tài liệu", "Mỗi bản ghi có tối đa {limit} tài liệu. Hãy xoá bớt tài liệu không còn cần."),
        ("Too many documents", "A record may have {limit} documents at most. Delete some that are no longer needed."),
    ),
    "too_many_drafts": _text(
        409,
        ("Quá nhiều bản nháp", "Có nhiều nhất {limit} bản nháp quy tắc chấm điểm. Hãy xóa bớt bản không dùng nữa."),
        (
            "Too many drafts",
            "There may be {limit} drafts of scoring rules. Discard those that are not needed any more.",
        ),
    ),
    "too_many_templates": _text(
        409,
        ("Quá nhiều mẫu in", "Công ty có tối đa {limit} mẫu in. Hãy xoá bớt mẫu không còn dùng."),
        ("Too many print templates", "A company may have {limit} print templates. Delete some that are not used."),
    ),
    "nothing_uploaded": _text(
        409,
        ("Chưa có tệp", "Tệp chưa được tải lên. Hãy gửi tệp bằng biểu mẫu tải lên, rồi gọi lại."),
        ("Nothing uploaded", "The file is not there yet. Send it with the upload form, then call again."),
    ),
    "document_in_dossier": _text(
        409,
        ("Tài liệu đang được trình ký", "Tài liệu thuộc hồ sơ trình ký {dossiers} nên không xoá được."),
        ("In a signing dossier", "The document is in the signing dossier {dossiers} and cannot be deleted."),
    ),
    "has_followers": _text(
        409,
        ("Có chứng từ theo sau", "Đã có chứng từ được xác nhận theo sau: {documents}. Hãy huỷ chúng trước."),
        ("Others follow from it", "Confirmed documents follow from it: {documents}. Cancel those first."),
    ),
    "too_many_followers": _text(
        409,
        ("Quá nhiều chứng từ theo sau", "Tối đa {limit} chứng từ theo sau một chứng từ."),
        ("Too many follow from it", "At most {limit} documents follow from one."),
    ),
    "parent_gone": _text(
        409,
        (
            "Chứng từ gốc không còn",
            "Chứng từ gốc đã bị xoá hoặc thuộc khách hàng khác. Hãy bỏ liên kết (parent: null) rồi xác nhận lại.",
        ),
        (
            "It follows from nothing",
            "What it follows from was deleted, or is another customer's now. Empty `parent`, then confirm it.",
        ),
    ),
    "parent_cancelled": _text(
        409,
        ("Chứng từ gốc đã huỷ", "Chứng từ gốc đã bị huỷ. Hãy chọn chứng từ gốc khác hoặc bỏ liên kết."),
        ("What it follows from is cancelled", "The document in `parent` was cancelled. Name another one, or none."),
    ),
    "document_currency": _text(
        409,
        (
            "Khác đơn vị tiền tệ",
            "Chứng từ ghi bằng {currency}, nay công ty dùng {own}. Hãy lập chứng từ mới bằng {own} và huỷ chứng từ này.",
        ),
        (
            "In another currency",
            "It is in {currency}, and the company uses {own} now. Make a new one in {own}, and cancel this one.",
        ),
    ),
    "number_from_book": _text(
        409,
        ("Số lấy từ sổ", "Số {number} lấy từ sổ nên xoá sẽ để trống số. Hãy huỷ chứng từ thay vì xoá."),
        ("Its number is of a book", "{number} came from a voucher book and would leave a gap. Cancel it instead."),
    ),
    "document_damaged": _text(
        409,
        ("Tài liệu đã bị thay đổi", "Nội dung đang lưu của {document} không còn như lúc được nhận. Không thể ký."),
        ("Document damaged", "What is stored of {document} is no longer what was taken in. It cannot be signed."),
    ),
    "not_your_turn": _text(
        409,
        ("Chưa đến lượt", "Đang chờ người ký thứ {next}, {name}. Mỗi người ký theo thứ tự."),
        ("Not this signer's turn", "Signer {next}, {name}, comes first: signers sign in their order."),
    ),
    "not_the_signer": _text(
        403,
        ("Không phải người ký", "Chỉ {name} mới được ký hoặc từ chối ở bước này."),
        ("Not the signer", "Only {name} may sign or reject at this point."),
    ),
    "keys_live": _text(
        409,
        ("Đã có đủ khoá đang dùng", "Cùng lúc chỉ dùng được {limit} khoá. Hãy thu hồi khoá cũ rồi tạo khoá mới."),
        ("Keys enough", "{limit} keys are good at once. Retire the old one, then make a new one."),
    ),
    "too_many_sites": _text(
        409,
        ("Quá nhiều", "Mỗi công ty có tối đa {limit} biểu mẫu và {limit} nguồn đo lường. Hãy xoá cái không dùng nữa."),
        ("Too many", "A company has at most {limit} forms and {limit} streams. Delete those that are no longer used."),
    ),
    "site_key_refused": _text(
        403,
        ("Khoá không hợp lệ", "measurement_id hoặc api_secret không đúng, hoặc đã bị thu hồi."),
        ("Key refused", "measurement_id or api_secret is not right, or is no longer good."),
    ),
    "no_such_form": _text(
        404,
        ("Không có biểu mẫu này", "Biểu mẫu không có hoặc đã ngừng nhận. Hãy liên hệ công ty bằng cách khác."),
        (
            "No such form",
            "There is no such form, or it takes nothing any more. Get in touch with the company otherwise.",
        ),
    ),
    "origin_refused": _text(
        403,
        ("Trang web không được phép", "Biểu mẫu này không nhận dữ liệu gửi từ trang web này."),
        ("Site refused", "This form takes nothing that is sent from this site."),
    ),
    "too_often": _text(
        429,
        ("Gửi quá nhiều lần", "Hãy đợi {seconds} giây rồi gửi lại."),
        ("Too often", "Wait {seconds} seconds and send it again."),
    ),
    "unsupported_media": _text(
        415,
        ("Định dạng không được hỗ trợ", "Hãy gửi application/json hoặc application/x-www-form-urlencoded."),
        ("Unsupported media type", "Send application/json or application/x-www-form-urlencoded."),
    ),
    "notification_rejected": _text(
        403,
        ("Thông báo bị từ chối", "Thông báo không đáng tin: {reason}."),
        ("Notification rejected", "The notification cannot be trusted: {reason}."),
    ),
    "keys_hold": _text(
        409,
        ("Đã đủ khoá", "Một nguồn có tối đa {limit} khoá cùng hiệu lực. Hãy ngừng một khoá rồi thêm khoá mới."),
        ("Enough keys", "At most {limit} keys of a source hold at a time. Retire one, then add another."),
    ),
}

STATES: dict[str, dict[str, str]] = {
    "lead": {"vi": "lead", "en": "a lead"},
    "customer": {"vi": "khách hàng", "en": "a customer"},
    "partner": {"vi": "đối tác", "en": "a partner"},
    "open": {"vi": "đang theo đuổi"},
    "lost": {"vi": "đã thất bại"},
    "won": {"vi": "đã thắng"},
    "not_started": {"vi": "chưa bắt đầu", "en": "not started"},
    "in_progress": {"vi": "đang làm", "en": "in progress"},
    "resolved": {"vi": "đã xử lý"},
    "completed": {"vi": "đã hoàn thành"},
    "draft": {"vi": "nháp", "en": "a draft"},
    "confirmed": {"vi": "đã xác nhận"},
    "cancelled": {"vi": "đã huỷ"},
    "sent": {"vi": "đã gửi"},
    "signed": {"vi": "đã ký"},
    "rejected": {"vi": "bị từ chối"},
    "waiting": {"vi": "chờ tải tệp lên", "en": "waiting for its file"},
    "ready": {"vi": "sẵn sàng"},
    "queued": {"vi": "đang chờ"},
    "running": {"vi": "đang chạy"},
    "done": {"vi": "đã xong"},
    "failed": {"vi": "bị lỗi"},
    "undoing": {"vi": "đang tách lại"},
    "awaiting_file": {"vi": "chờ tải tệp lên", "en": "waiting for its file"},
    "reading": {"vi": "đang đọc", "en": "being read"},
    "refused": {"vi": "bị từ chối"},
    "read": {"vi": "đã đọc"},
    "testing": {"vi": "đang kiểm tra", "en": "being tested"},
    "tested": {"vi": "đã kiểm tra"},
    "importing": {"vi": "đang nhập", "en": "being imported"},
    "changed": {"vi": "không còn đúng với kết quả kiểm tra", "en": "out of date"},
    "scheduled": {"vi": "đã hẹn giờ"},
    "sending": {"vi": "đang gửi", "en": "being sent"},
    "paused": {"vi": "đang tạm dừng"},
    "undone": {"vi": "đã tách lại"},
    "withdrawn": {"vi": "đã thu hồi"},
    "in_force": {"vi": "đang được tính", "en": "in force"},
}
"""What a message calls a state: where nothing is said, as answers name it."""

ACTIONS: dict[str, dict[str, str]] = {
    "created": {"vi": "Tạo mới", "en": "Created"},
    "changed": {"vi": "Thay đổi", "en": "Changed"},
    "deleted": {"vi": "Xoá", "en": "Deleted"},
    "recovered": {"vi": "Khôi phục", "en": "Recovered"},
    "merged": {"vi": "Gộp", "en": "Merged"},
    "unmerged": {"vi": "Tách lại", "en": "Merge undone"},
    "tier": {"vi": "Đổi hạng", "en": "Moved to another tier"},
}
"""What histories call what was done."""

FIELD_MESSAGES: dict[str, dict[str, str]] = {
    "invalid": {"vi": "Giá trị không hợp lệ.", "en": "The value is not valid."},
    "missing": {"vi": "Trường này là bắt buộc.", "en": "This field is required."},
    "unknown_field": {
        "vi": "Không có trường này hoặc trường này không được gửi lên. Hãy bỏ nó đi.",
        "en": "There is no such field, or it is not for you to set. Leave it out.",
    },
    "text": {"vi": "Phải là chuỗi ký tự.", "en": "Must be text."},
    "integer": {"vi": "Phải là số nguyên.", "en": "Must be a whole number."},
    "number": {"vi": "Phải là số thập phân hữu hạn.", "en": "Must be a finite decimal number."},
    "boolean": {"vi": "Phải là true hoặc false.", "en": "Must be true or false."},
    "list": {"vi": "Phải là danh sách.", "en": "Must be a list."},
    "object": {"vi": "Phải là đối tượng JSON.", "en": "Must be a JSON object."},
    "date": {"vi": "Phải là ngày dạng YYYY-MM-DD.", "en": "Must be a date like YYYY-MM-DD."},
    "too_short": {"vi": "Cần ít nhất {min_length} ký tự.", "en": "Needs {min_length} or more characters."},
    "too_long": {
        "vi": "Tối đa {max_length} ký tự. Hãy rút ngắn.",
        "en": "At most {max_length} characters. Shorten it.",
    },
    "too_few": {"vi": "Cần ít nhất {min_length} phần tử.", "en": "Needs {min_length} or more entries."},
    "too_many": {"vi": "Tối đa {max_length} phần tử.", "en": "At most {max_length} entries."},
    "too_small": {"vi": "Phải từ {limit} trở lên.", "en": "Must be {limit} or more."},
    "too_large": {"vi": "Phải không quá {limit}.", "en": "Must be {limit} or less."},
    "above": {"vi": "Phải lớn hơn {limit}.", "en": "Must be more than {limit}."},
    "below": {"vi": "Phải nhỏ hơn {limit}.", "en": "Must be less than {limit}."},
    "not_in_currency": {
        "vi": "Số tiền {currency} có nhiều nhất {decimals} chữ số thập phân.",
        "en": "An amount in {currency} has at most {decimals} digits after the point.",
    },
    "digits": {"vi": "Quá nhiều chữ số.", "en": "Too many digits."},
    "choice": {"vi": "Phải là một trong: {expected}.", "en": "Must be one of: {expected}."},
    "format": {"vi": "Không đúng định dạng.", "en": "Does not have the right form."},
    "format_path": {
        "vi": "Bắt đầu bằng /, không có khoảng trắng, ? hay #; dấu * chỉ được ở cuối, thay cho mọi phần tiếp theo.",
        "en": "Begins with /, without spaces, ? and #; a * only at its end, for whatever follows.",
    },
    "format_code": {
        "vi": "Chỉ gồm chữ cái không dấu, chữ số và . _ -, bắt đầu bằng chữ hoặc số, tối đa 40 ký tự.",
        "en": "Has letters without accents, digits and . _ - only, begins with a letter or digit, at most 40 characters.",
    },
    "format_colour": {"vi": "Phải là mã màu như #2E9E5B.", "en": "Must be a colour like #2E9E5B."},
    "format_id": {
        "vi": "Phải là id (26 ký tự) như API đã trả về, không phải mã hay tên.",
        "en": "Must be an id of 26 characters as the API gave it, not a code or a name.",
    },
    "moment": {
        "vi": "Phải là thời điểm có múi giờ như 2026-03-01T09:00:00+07:00.",
        "en": "Must be a moment with its offset like 2026-03-01T09:00:00+07:00.",
    },
    "bound": {
        "vi": "Phải là ngày như 2026-03-01, hoặc thời điểm có múi giờ như 2026-03-01T09:00:00+07:00.",
        "en": "Must be a day like 2026-03-01, or a moment with its offset like 2026-03-01T09:00:00+07:00.",
    },
    "website": {
        "vi": "Phải là địa chỉ trang web như congty.vn hoặc https://congty.vn.",
        "en": "Must be the address of a website like company.vn or https://company.vn.",
    },
    "taken": {
        "vi": "{value} đã thuộc về mục khác. Hãy chọn giá trị khác.",
        "en": "{value} belongs to another one already. Choose another.",
    },
    "unknown_variable": {
        "vi": "Không có biến {value}. Chỉ dùng được: {expected}.",
        "en": "There is no variable {value}. Those known are: {expected}.",
    },
    "too_many_segments": {
        "vi": "Tin nhắn dài {value} đoạn, tối đa {limit}. Hãy rút ngắn hoặc gửi không dấu.",
        "en": "The message takes {value} segments; {limit} are allowed. Shorten it, or leave the accents out.",
    },
    "no_such_template": {
        "vi": "Không có mẫu này cho tin gửi khách hàng. Hãy chọn mẫu có mục đích message.",
        "en": "There is no such template for messages to customers. Choose one whose purpose is message.",
    },
    "no_credentials": {
        "vi": "Chưa có thông tin kết nối Zalo. Hãy nhập trước khi bật.",
        "en": "Nobody has given Zalo's credentials yet. Give them before turning it on.",
    },
    "not_a_manager": {
        "vi": "Nhân viên này có vai trò staff nên không quản lý phòng ban được. Hãy đổi vai trò thành manager trước.",
        "en": "This employee's role is staff, who manage nothing. Change the role to manager first.",
    },
    "control_characters": {
        "vi": "Có ký tự điều khiển. Hãy bỏ chúng đi.",
        "en": "Contains control characters. Remove them.",
    },
    "email": {
        "vi": "Phải là một địa chỉ email như ten@congty.vn.",
        "en": "Must be an email address like name@company.vn.",
    },
    "phone": {
        "vi": "Phải là số điện thoại như 0912 345 678.",
        "en": "Must be a phone number like 0912 345 678.",
    },
    "duplicate": {"vi": "Bị lặp lại: {value}.", "en": "Appears twice: {value}."},
    "nothing_to_find": {
        "vi": "Cần ít nhất hai chữ cái hoặc chữ số để tìm.",
        "en": "At least two letters or digits are needed to search.",
    },
    "not_in_catalog": {
        "vi": "Danh mục {kind} không có mã {value} đang hoạt động.",
        "en": "The catalogue {kind} has no active entry {value}.",
    },
    "no_such_entry": {
        "vi": "Danh mục {kind} không có mã {value}. Hãy thêm mục này vào danh mục, hoặc chọn mã khác cho quy tắc.",
        "en": "The catalogue {kind} has no entry {value}. Add it there, or let the rule name another.",
    },
    "unknown_id": {
        "vi": "Không có nhân viên hay phòng ban nào có id {value}. Hãy dùng id trong danh sách nhân viên hoặc phòng ban.",
        "en": "No employee or department has the id {value}. Take one from their lists.",
    },
    "no_such_employee": {
        "vi": "Không có nhân viên đang hoạt động này. Hãy chọn người khác, hoặc nhờ quản trị viên mở lại nhân viên đó.",
        "en": "There is no such active employee. Choose another, or ask an administrator to make them active again.",
    },
    "nobody_works_there": {
        "vi": "Phòng ban {department} không có nhân viên đang hoạt động. Hãy chọn phòng ban khác hoặc chọn người nhận.",
        "en": "No active employee works in {department}. Choose another department, or name the recipients.",
    },
    "in_future": {
        "vi": "Không được ở tương lai. Hãy kiểm tra lại ngày.",
        "en": "Must not be in the future. Check the date.",
    },
    "needs_a_name": {
        "vi": "Cần một trường là tên (name) hoặc công ty (company).",
        "en": "One field has to be the name, or the company.",
    },
    "consent_needed": {"vi": "Cần đồng ý để gửi.", "en": "You have to agree before you send it."},
    "origin": {"vi": "Phải có dạng https://www.congty.vn.", "en": "Must be like https://www.company.vn."},
    "host": {"vi": "Phải là tên máy chủ như www.congty.vn.", "en": "Must be the name of a host like www.company.vn."},
    "too_long_ago": {
        "vi": "Đã quá {hours} giờ. Thời điểm tính bằng micro giây từ năm 1970.",
        "en": "More than {hours} hours ago. Moments are in microseconds since 1970.",
    },
    "linked_already": {
        "vi": "Bản ghi này đã liên kết với “{title}”. Hãy dùng hoặc sửa liên kết đó.",
        "en": "This record is linked to “{title}” already. Use or change that link.",
    },
    "needed_for_several": {
        "vi": "Có nhiều người nhận: hãy đặt split_evenly là true để chia đều.",
        "en": "There are several recipients: set split_evenly to true, and they take turns.",
    },
    "no_such_department": {
        "vi": "Không có phòng ban đang hoạt động này.",
        "en": "There is no such active department.",
    },
    "no_such_customer": {
        "vi": "Không có khách hàng này, hoặc bạn không được xem.",
        "en": "There is no such customer, or it is not yours to see.",
    },
    "no_such_campaign": {
        "vi": "Không có chiến dịch email này, hoặc bạn không được xem.",
        "en": "There is no such email campaign, or it is not yours to see.",
    },
    "no_such_preview": {
        "vi": "Không có bản xem trước này, hoặc không phải do bạn yêu cầu.",
        "en": "There is no such preview, or it was not you who asked for it.",
    },
    "two_criteria": {
        "vi": "Mỗi hạng chỉ có một tiêu chí. Hãy bỏ min_amount hoặc min_contracts.",
        "en": "A tier has one criterion only. Leave out min_amount or min_contracts.",
    },
    "no_contracts": {
        "vi": "Tính theo tiền đã thu thì không đếm hợp đồng. Hãy dùng min_amount, hoặc đổi cơ sở tính sang revenue.",
        "en": "What was paid knows no contracts. Use min_amount, or change the basis to revenue.",
    },
    "easier": {
        "vi": "Hạng cao hơn phải khó đạt hơn: cần lớn hơn {limit} của hạng {value}. Hãy tăng lên, hoặc đổi thứ tự các hạng.",
        "en": "A higher tier has to be harder to reach: more than the {limit} of the tier {value}. Ask for more, or change the order of the tiers.",
    },
    "stays": {
        "vi": "Hạng {value} không bị xoá, nên không có khách hàng nào phải chuyển. Hãy bỏ dòng này.",
        "en": "The tier {value} is not being deleted, so nobody has to go elsewhere. Leave this out.",
    },
    "which_products": {
        "vi": "Chiết khấu thay đổi: gửi true để áp dụng cho mọi sản phẩm hiện có, false để chỉ áp dụng cho sản phẩm tạo từ nay.",
        "en": "A discount changes: send true for all existing products, false for those made from now on only.",
    },
    "one_criterion": {
        "vi": "Mỗi hạng có đúng một tiêu chí phù hợp với cơ sở tính {basis}.",
        "en": "A tier has exactly one criterion, and one that fits the basis {basis}.",
    },
    "too_large_together": {
        "vi": "Tất cả cùng nhau tối đa {limit} byte. Hãy bớt đi.",
        "en": "All of them together may have {limit} bytes at most. Take some away.",
    },
    "only_for_selects": {
        "vi": "Chỉ câu hỏi chọn một hoặc chọn nhiều mới có lựa chọn.",
        "en": "Only a select or multi-select has options.",
    },
    "too_many_types": {
        "vi": "Một biểu mẫu nhắc đến tối đa {limit} loại yêu cầu.",
        "en": "A form names at most {limit} request types.",
    },
    "not_for_type": {
        "vi": "Không được hỏi cho loại yêu cầu {type}. Hãy bỏ nó đi.",
        "en": "Is not asked for requests of type {type}. Leave it out.",
    },
    "option": {"vi": "Không có lựa chọn {value}.", "en": "There is no option {value}."},
    "answer": {
        "vi": "Phải là chuỗi, số (tối đa 15 chữ số và 4 số lẻ) hoặc danh sách chuỗi.",
        "en": "Must be text, a number (at most 15 digits and 4 decimals) or a list of texts.",
    },
    "placeholder": {
        "vi": "Trong ngoặc nhọn chỉ có {{YYYY}}, {{YY}} hoặc {{MM}}.",
        "en": "Braces hold {{YYYY}}, {{YY}} or {{MM}} only.",
    },
    "needs_period": {
        "vi": "Sổ đếm lại từ đầu phải có {placeholder} trong tiền tố hoặc hậu tố, nếu không số sẽ trùng.",
        "en": "A book that begins anew needs {placeholder} in prefix or suffix, or numbers would come twice.",
    },
    "default_is_open": {
        "vi": "Sổ mặc định phải đang mở. Hãy chọn sổ mặc định khác trước.",
        "en": "The default book has to be open. Choose another default first.",
    },
    "no_such_book": {
        "vi": "Không có sổ {value} cho loại chứng từ {kind}.",
        "en": "There is no book {value} for documents of the kind {kind}.",
    },
    "book_closed": {"vi": "Sổ {value} đã đóng.", "en": "The book {value} is closed."},
    "not_with": {"vi": "Không dùng cùng với {other}.", "en": "Not together with {other}."},
    "used_already": {"vi": "Đã dùng đến số {limit}.", "en": "Numbers up to {limit} are used already."},
    "time_zone": {
        "vi": "Không có múi giờ này. Dùng tên như Asia/Ho_Chi_Minh.",
        "en": "There is no such time zone. Use a name like Asia/Ho_Chi_Minh.",
    },
    "currency": {
        "vi": "Không có đơn vị tiền tệ này. Dùng mã ISO 4217 như VND.",
        "en": "There is no such currency. Use a code of ISO 4217 like VND.",
    },
    "ascending": {"vi": "Phải tăng dần.", "en": "Must be in ascending order."},
    "not_without": {"vi": "Chỉ dùng được khi có {other}.", "en": "Works only together with {other}."},
    "same_record": {"vi": "Phải là một bản ghi khác.", "en": "Must be another record."},
    "nothing_to_change": {"vi": "Không có gì để thay đổi.", "en": "There is nothing to change."},
    "outside_link": {
        "vi": "Phải là liên kết https tới nơi bên ngoài, không kèm tên đăng nhập.",
        "en": "Must be an https link to somewhere outside, without a login in it.",
    },
    "no_such_link": {
        "vi": "Không có liên kết này, hoặc bạn không được xem.",
        "en": "There is no such link, or it is not yours to see.",
    },
    "not_after": {"vi": "Không được sau {other}.", "en": "Must not be after {other}."},
    "not_before": {"vi": "Không được trước {other}.", "en": "Must not be before {other}."},
    "too_many_days": {
        "vi": "Tối đa {most} ngày (năm năm). Hãy chọn khoảng ngắn hơn.",
        "en": "At most {most} days, which is five years. Ask for a shorter span.",
    },
    "too_many_points": {
        "vi": "Biểu đồ có tối đa {most} điểm. Hãy chọn theo tuần, tháng hoặc quý.",
        "en": "A chart has at most {most} points. Ask by week, month or quarter.",
    },
    "day_out_of_reach": {"vi": "Chỉ từ {first} đến {last}.", "en": "Only from {first} to {last}."},
    "not_together": {"vi": "Không dùng cùng với {other}.", "en": "Cannot be used together with {other}."},
    "ending": {
        "vi": "Tên tệp loại {type} phải kết thúc bằng {endings}.",
        "en": "The name of a file of type {type} ends in {endings}.",
    },
    "import_ending": {
        "vi": "Tên tệp phải kết thúc bằng .xlsx hoặc .csv. Hãy mở tệp bằng Excel và lưu lại theo một trong hai dạng này.",
        "en": "The file's name must end in .xlsx or .csv. Open it in Excel and save it as one of these.",
    },
    "no_such_sheet": {"vi": "Tệp chỉ có {most} trang tính.", "en": "The file has only {most} sheets."},
    "no_such_column": {
        "vi": "Không có cột này: các cột được đánh số từ 0 đến {most}.",
        "en": "There is no such column: they are numbered from 0 to {most}.",
    },
    "field_twice": {
        "vi": "Trường {field} chỉ nhận một cột. Hãy bỏ chọn một trong các cột.",
        "en": "The field {field} takes one column only. Leave one of them out.",
    },
    "other_currency": {
        "vi": "Ở đây dùng {value}. Hãy để trống hoặc chọn {value}.",
        "en": "Amounts are in {value} here. Leave it out, or choose {value}.",
    },
    "currency_fixed": {
        "vi": "Công nợ đã được ghi bằng {value}, nên không đổi được đơn vị tiền tệ. Hãy giữ {value}.",
        "en": "Debts are kept in {value} already, so the currency stays. Say {value}.",
    },
    "nothing": {"vi": "Phải khác 0.", "en": "Must not be 0."},
    "nothing_left": {
        "vi": "Các chứng từ cùng loại đã lập đủ số tiền của chứng từ gốc. Hãy ghi số tiền.",
        "en": "Confirmed documents of this kind are about all of `parent` already. Say the amount.",
    },
    "nothing_to_pay": {
        "vi": "Tổng các dòng bằng 0. Chứng từ phải có số tiền.",
        "en": "The lines come to nothing. A document is about an amount.",
    },
    "cannot_follow": {
        "vi": "Chứng từ {kind} không đi sau chứng từ {parent}.",
        "en": "A {kind} does not follow from a {parent}.",
    },
    "no_such_parent": {
        "vi": "Không có chứng từ này, hoặc bạn không được xem.",
        "en": "There is no such document, or it is not yours to see.",
    },
    "of_another_customer": {
        "vi": "Chứng từ này của khách hàng khác.",
        "en": "That document is another customer's.",
    },
    "parent_cancelled": {
        "vi": "{value} đã bị huỷ. Hãy chọn chứng từ khác.",
        "en": "{value} was cancelled. Choose another one.",
    },
    "only_link": {
        "vi": "Chỉ dùng khi customer là link.",
        "en": "Only when customer is link.",
    },
    "only_lost": {
        "vi": "Chỉ dùng khi cơ hội thất bại.",
        "en": "Only for an opportunity that is lost.",
    },
    "no_open_stage": {
        "vi": "{value} không phải là giai đoạn đang mở. Hãy chọn một giai đoạn còn theo đuổi.",
        "en": "{value} is no stage of open opportunities. Choose one that is.",
    },
    "other_outcome": {
        "vi": "Phải là giai đoạn có cùng kết quả ({outcome}).",
        "en": "Must be a stage with the same outcome ({outcome}).",
    },
    "outcome_in_use": {
        "vi": "Có {uses} cơ hội ở giai đoạn này. Hãy chuyển chúng sang giai đoạn khác trước.",
        "en": "There are {uses} opportunities in this stage. Move them to another first.",
    },
    "no_such_opportunity": {
        "vi": "Khách hàng không có cơ hội này.",
        "en": "The customer has no such opportunity.",
    },
    "no_such_contact": {
        "vi": "Khách hàng không có liên hệ này.",
        "en": "The customer has no such contact.",
    },
    "one_of": {"vi": "Cần đúng một trong: {names}.", "en": "Exactly one of these is needed: {names}."},
    "no_such_product": {
        "vi": "Không có sản phẩm đang bán này. Hãy chọn sản phẩm khác, hoặc chỉ ghi tên.",
        "en": "There is no such product in use. Choose another, or write its name only.",
    },
    "too_large_amount": {
        "vi": "Thành tiền quá lớn. Hãy kiểm tra số lượng và đơn giá.",
        "en": "The amount is too large. Check quantity and price.",
    },
    "in_the_past": {
        "vi": "Thời điểm này đã qua. Hãy chọn thời điểm sau bây giờ.",
        "en": "That moment is over. Choose one that is to come.",
    },
    "too_far_off": {"vi": "Chỉ hẹn trước được {days} ngày.", "en": "May be at most {days} days from now."},
    "local_time": {
        "vi": "Phải là ngày và giờ, như 2026-03-08T09:00.",
        "en": "Must be a day and an hour, as 2026-03-08T09:00.",
    },
    "no_such_hour": {
        "vi": "Ngày đó đồng hồ ở {zone} bỏ qua giờ này. Hãy chọn giờ khác.",
        "en": "On that day the clocks of {zone} skip this hour. Choose another.",
    },
    "no_campaign_template": {
        "vi": "Không có mẫu thư này. Hãy chọn mẫu có mục đích campaign.",
        "en": "There is no such template. Choose one whose purpose is campaign.",
    },
    "template_purpose": {
        "vi": "Mẫu thư này dành cho việc khác ({purpose}). Hãy chọn mẫu cho chiến dịch.",
        "en": "That template is for something else ({purpose}). Choose one for campaigns.",
    },
    "no_wording": {
        "vi": "Mẫu thư chưa có nội dung bằng ngôn ngữ này.",
        "en": "The template says nothing in this language.",
    },
    "no_such_document": {
        "vi": "Khách hàng không có tài liệu này.",
        "en": "The customer has no such document.",
    },
    "not_uploaded": {
        "vi": "Chỉ dùng được tài liệu đã tải lên xong, không dùng được liên kết.",
        "en": "Must be a document whose upload is complete; a link cannot be used.",
    },
    "signer_sees_nothing": {
        "vi": "Nhân viên này không xem được tài liệu của khách hàng. Hãy chia sẻ trước khi gửi.",
        "en": "This employee does not see the customer's documents. Share them before sending.",
    },
    "template_unreadable": {
        "vi": "Không đọc được tệp {kind}: tệp hỏng, có mật khẩu hoặc không đúng loại. Hãy lưu lại thành .{kind} thường.",
        "en": "Is no readable {kind}: damaged, protected or of another kind. Save it as a plain .{kind} again.",
    },
    "template_damaged": {"vi": "Phần {part} bị hỏng.", "en": "The part {part} is damaged."},
    "template_too_large": {
        "vi": "Mẫu quá lớn hoặc quá phức tạp. Hãy làm gọn mẫu.",
        "en": "The template is too large or too complex. Make it simpler.",
    },
    "template_program": {
        "vi": "Mẫu có phần {part} có thể chạy hoặc nhúng thứ khác. Hãy bỏ macro, đối tượng nhúng và trường đặc biệt.",
        "en": "{part} may run or embed something. Remove macros, embedded objects and special fields.",
    },
    "template_outside": {
        "vi": "Mẫu lấy nội dung từ bên ngoài ({part}). Hãy nhúng hình vào tệp và bỏ liên kết.",
        "en": "{part} takes something from outside the file. Put pictures into the file, and remove the links.",
    },
    "template_entities": {
        "vi": "Phần {part} có khai báo XML không được phép.",
        "en": "The part {part} has an XML declaration that is not allowed.",
    },
    "template_formula": {
        "vi": "Công thức {formula} không được phép: không đặt trường trong công thức, không lấy dữ liệu từ ngoài.",
        "en": "The formula {formula} is not allowed: no placeholders in formulas, and none that fetch data.",
    },
    "template_code": {
        "vi": "Mẫu dùng {what}, không được phép. Chỉ dùng tên trường, if, for qua danh sách và vài bộ lọc.",
        "en": "{what} is not allowed. Use names of fields, if, for over lists, and the few filters.",
    },
    "template_syntax": {"vi": "Lỗi cú pháp trong mẫu: {detail}.", "en": "The template has a mistake: {detail}."},
    "sender_foreign": {
        "vi": "Trên miền {domain}, công ty bạn chỉ dùng được địa chỉ {tenant}@{domain} hoặc {tenant}+tên@{domain}.",
        "en": "At {domain} your company has the addresses {tenant}@{domain} and {tenant}+name@{domain} only.",
    },
    "sender_unverified": {
        "vi": "Chưa được phép gửi từ {address}. Hãy nhờ người vận hành xác minh địa chỉ hoặc miền này cho công ty bạn.",
        "en": "Mail may not come from {address}. Ask the operator to verify it, or its domain, for your company.",
    },
    "wording_code": {
        "vi": "Dòng {line}: {what} không được phép. Chỉ dùng tên biến, if, for qua danh sách và vài bộ lọc.",
        "en": "Line {line}: {what} is not allowed. Use names of variables, if, for over lists, and the few filters.",
    },
    "wording_syntax": {
        "vi": "Dòng {line}: lỗi cú pháp: {detail}. Hãy xem các dấu {{{{ }}}} và {{% %}} có đủ cặp không.",
        "en": "Line {line} has a mistake: {detail}. See whether every {{{{ }}}} and {{% %}} is closed.",
    },
    "wording_unknown": {
        "vi": "Dòng {line}: không có biến {name}. Có thể dùng: {known}.",
        "en": "Line {line}: there is no variable {name}. There are: {known}.",
    },
    "wording_too_large": {
        "vi": "Nội dung quá dài hoặc quá phức tạp. Hãy làm gọn lại.",
        "en": "Is too long or too complex. Make it simpler.",
    },
    "wording_empty": {
        "vi": "Tiêu đề có thể trống khi không biết gì thêm về người nhận. Hãy viết thêm chữ cố định.",
        "en": "The subject may be empty where little is known of who gets it. Write some fixed words.",
    },
    "wording_markup": {
        "vi": "Dòng {line}: {what} không được phép trong HTML của thư. Biến chỉ đặt trong chữ, hoặc trong thuộc tính có dấu nháy.",
        "en": "Line {line}: {what} is not allowed in a mail's HTML. Put variables into text, or into attributes in quotes.",
    },
    "cell_error": {
        "vi": "Ô này hiển thị lỗi của Excel (như #N/A, #REF!). Hãy sửa công thức hoặc nhập giá trị vào ô.",
        "en": "The cell shows an error of Excel, such as #N/A or #REF!. Mend its formula, or type the value.",
    },
    "cell_too_long": {
        "vi": "Ô có quá {most} ký tự. Hãy rút ngắn.",
        "en": "The cell has more than {most} characters. Shorten it.",
    },
    "number_cut": {
        "vi": "Excel chỉ giữ 15 chữ số của một số, phần sau đã mất. Hãy định dạng cột là Văn bản rồi nhập lại.",
        "en": "Excel keeps 15 digits of a number, and the rest is lost. Format the column as text, and type it again.",
    },
    "one_only": {
        "vi": "Trường này chỉ nhận một giá trị. Hãy giữ lại một.",
        "en": "This field takes one value only. Leave one of them.",
    },
    "several_so_called": {
        "vi": "Có nhiều mục tên là {value}. Hãy ghi mã thay cho tên.",
        "en": "There are several called {value}. Write the code instead of the name.",
    },
    "none_so_called": {
        "vi": "Không có mục nào tên là {value}. Hãy chọn tên trong danh sách của tệp mẫu, hoặc thêm mục này vào danh mục trước.",
        "en": "Nothing is called {value}. Choose a name from the list in the template, or add it to the catalogue first.",
    },
    "not_whole": {"vi": "Phải là số nguyên. Hãy bỏ phần lẻ.", "en": "Must be a whole number. Leave out the fraction."},
    "not_a_number": {
        "vi": "Không phải là số. Hãy chỉ ghi chữ số, như 1.500.000 hoặc 1500000.",
        "en": "Is no number. Write digits only, as 1,500,000 or 1500000.",
    },
    "not_a_day": {
        "vi": "Không phải là ngày. Hãy ghi như 31/12/2026 hoặc 2026-12-31.",
        "en": "Is no day. Write it as 31/12/2026 or 2026-12-31.",
    },
    "no_such_day": {
        "vi": "Không có ngày này trong lịch. Hãy kiểm tra ngày và tháng, hoặc thứ tự ngày tháng của cột.",
        "en": "There is no such day. Check day and month, or which of them comes first in the column.",
    },
    "not_yes_or_no": {"vi": "Phải là có hoặc không.", "en": "Must be yes or no."},
    "empty_row": {
        "vi": "Dòng không có gì trong các cột được chọn.",
        "en": "The row has nothing in the columns that were chosen.",
    },
    "header_again": {"vi": "Dòng này chỉ lặp lại tiêu đề.", "en": "The row only repeats the header."},
    "repeats_row": {
        "vi": "Trùng với dòng {row} của tệp. Hãy gộp hai dòng, hoặc xoá một dòng.",
        "en": "Is the same as row {row} of the file. Make one row of the two, or delete one.",
    },
    "code_of_deleted": {
        "vi": "Mã này thuộc về một bản ghi đã xoá hoặc đã gộp. Hãy dùng mã khác, hoặc khôi phục bản ghi đó.",
        "en": "The code is that of a record that was deleted. Use another code, or recover that record.",
    },
    "code_there": {
        "vi": "Đã có bản ghi mang mã này. Để cập nhật nó, hãy chọn cách xử lý trùng là cập nhật.",
        "en": "There is a record with this code. To change it, choose to update duplicates.",
    },
    "code_of_another": {
        "vi": "Mã này đã thuộc về bản ghi khác. Hãy dùng mã khác, hoặc để trống.",
        "en": "The code belongs to another record. Use another, or leave the cell empty.",
    },
    "duplicate_of": {
        "vi": "Trùng với {record} đã có. Để cập nhật bản ghi đó, hãy chọn cách xử lý trùng là cập nhật.",
        "en": "Is the same as {record}, which is there. To change that record, choose to update duplicates.",
    },
    "duplicate_of_hidden": {
        "vi": "Trùng với một bản ghi do {owner} phụ trách mà bạn không được xem. Hãy trao đổi với {owner}.",
        "en": "Is the same as a record of {owner}, which is not yours to see. Talk to {owner}.",
    },
    "several_alike": {
        "vi": "Trùng với nhiều bản ghi: {records}. Hãy ghi mã của bản ghi cần dùng, hoặc gộp chúng lại trước.",
        "en": "Is the same as several: {records}. Write the code of the one that is meant, or merge them first.",
    },
    "unchanged": {"vi": "Mọi giá trị đã giống như trong tệp.", "en": "All of it is as the file has it already."},
    "not_yours": {
        "vi": "{record} không phải của bạn để thay đổi. Hãy nhờ người phụ trách hoặc quản lý của họ.",
        "en": "{record} is not yours to change. Ask its owner or their manager.",
    },
    "is_partner": {
        "vi": "{record} là đối tác. Hãy sửa ở phần đối tác.",
        "en": "{record} is a partner. Change it among the partners.",
    },
    "lost_stays": {
        "vi": "{record} đã bị đánh dấu thất bại. Hãy mở lại trước khi đổi giai đoạn.",
        "en": "{record} is lost. Reopen it before its stage is changed.",
    },
    "code_differs": {
        "vi": "Bản ghi trùng có mã {record}. Hãy ghi mã đó, hoặc để trống ô mã.",
        "en": "The record that is the same has the code {record}. Write that code, or leave the cell empty.",
    },
    "owner_stays": {
        "vi": "Nhập tệp không đổi người phụ trách của {record}. Hãy dùng chức năng chuyển giao, hoặc để trống ô này.",
        "en": "An import does not change whose {record} is. Transfer it, or leave the cell empty.",
    },
    "no_such_customer_row": {
        "vi": "Không có khách hàng nào có mã, điện thoại, email hoặc mã số thuế này, hoặc bạn không được xem. Hãy kiểm tra lại ô.",
        "en": "No customer has this code, phone, email or tax code, or it is not yours to see. Check the cell.",
    },
    "contact_there": {
        "vi": "{record} đã có liên hệ {contact}. Để cập nhật, hãy chọn cách xử lý trùng là cập nhật.",
        "en": "{record} has the contact {contact} already. To change it, choose to update duplicates.",
    },
    "too_many_contacts": {
        "vi": "Một khách hàng có tối đa {limit} liên hệ. Hãy xoá bớt.",
        "en": "A customer has {limit} contacts at most. Remove some.",
    },
    "primary_twice": {
        "vi": "Dòng {row} đã là liên hệ chính của khách hàng này. Hãy chỉ chọn một.",
        "en": "Row {row} is this customer's primary contact already. Choose one of them.",
    },
    "opportunity_there": {
        "vi": "Đã có cơ hội này. Để cập nhật, hãy chọn cách xử lý trùng là cập nhật.",
        "en": "The opportunity is there already. To change it, choose to update duplicates.",
    },
    "closed_stays": {
        "vi": "Cơ hội đã kết thúc. Hãy mở lại trước khi đổi giai đoạn.",
        "en": "The opportunity is won or lost. Reopen it before its stage is changed.",
    },
    "unknown_fields": {"vi": "Không có các trường: {fields}.", "en": "There are no such fields: {fields}."},
    "size_differs": {
        "vi": "Tệp tải lên không có đúng {size} byte nên đã bị xoá. Hãy tải lại đúng tệp.",
        "en": "What was uploaded does not have {size} bytes, and was deleted. Upload the right file.",
    },
    "content_differs": {
        "vi": "Nội dung tệp không phải là {type} nên đã bị xoá. Hãy tải lại đúng tệp.",
        "en": "What was uploaded is no {type}, and was deleted. Upload the right file.",
    },
    "before_since": {"vi": "Ngày cuối đứng trước ngày đầu.", "en": "The last day is before the first."},
    "not_kept": {
        "vi": "Nội dung nhận được chỉ giữ {days} ngày. Hãy chọn ngày gần hơn.",
        "en": "What was received is kept for {days} days. Choose a later day.",
    },
    "made_here": {
        "vi": "Khoá của nguồn này do hệ thống tạo. Hãy bỏ trường này đi.",
        "en": "A key of this source is made here. Leave this out.",
    },
    "no_public_key": {
        "vi": "Đây không phải khoá công khai P-256. Hãy chép nguyên khoá mà SendGrid hiển thị.",
        "en": "This is no public key on P-256. Copy the whole key as SendGrid shows it.",
    },
}
