#include "inventory/attributes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/text.h"
#include "inventory/words.h"

namespace attt::inventory {
namespace {

constexpr std::string_view agency_headings =
    "cơ quan | đơn vị | cơ quan, đơn vị | mã cơ quan | mã đơn vị | đơn vị vận hành | cơ quan vận hành | đơn vị quản lý "
    "| cơ "
    "quan quản lý | đơn vị sử dụng | cơ quan sử dụng | agency id | operator";
constexpr std::string_view lifecycle_headings =
    "tình trạng | trạng thái | tình trạng sử dụng | trạng thái sử dụng | tình trạng hoạt động | trạng thái hoạt động | "
    "tình "
    "trạng vận hành | status";

constexpr std::array<Attribute, 9> agency_attributes = {{
    {"id", Need::value, "mã | mã cơ quan | mã đơn vị | mã định danh | mã định danh cơ quan | agency id | code", true},
    {"name", Need::value,
     "tên | tên cơ quan | tên đơn vị | tên cơ quan, đơn vị | cơ quan | đơn vị | cơ quan, đơn vị | agency | agency "
     "name"},
    {"tier", Need::optional, "cấp | cấp hành chính | cấp cơ quan | cấp đơn vị"},
    {"kind", Need::optional, "loại | loại cơ quan | loại đơn vị | loại hình | khối | type"},
    {"parent", Need::optional,
     "cơ quan cấp trên | đơn vị cấp trên | cấp trên | trực thuộc | thuộc | cơ quan chủ quản | đơn vị chủ quản | parent "
     "agency"},
    {"valid_from", Need::optional, "hiệu lực từ | có hiệu lực từ | từ ngày | ngày thành lập | ngày bắt đầu"},
    {"valid_to", Need::optional, "hiệu lực đến | có hiệu lực đến | đến ngày | hết hiệu lực | ngày kết thúc"},
    {"successor", Need::optional, "cơ quan kế thừa | đơn vị kế thừa | kế thừa | sáp nhập vào"},
    {"security_officers", Need::optional,
     "nhân lực ATTT | nhân lực an toàn thông tin | số nhân lực ATTT | số nhân lực an toàn thông tin | số cán bộ ATTT | "
     "số cán "
     "bộ an toàn thông tin"},
}};

constexpr std::array<Attribute, 12> system_attributes = {{
    {"id", Need::value, "mã | mã hệ thống | mã HTTT | system id | code", true},
    {"name", Need::value,
     "tên | tên hệ thống | tên HTTT | tên hệ thống thông tin | hệ thống | hệ thống thông tin | system | system name"},
    {"agency", Need::value, agency_headings},
    {"owner", Need::optional,
     "chủ quản | cơ quan chủ quản | đơn vị chủ quản | chủ quản hệ thống | chủ quản hệ thống thông tin"},
    {"kind", Need::optional, "loại | loại hệ thống | loại HTTT | loại hình | phân loại | type"},
    {"lifecycle", Need::optional, lifecycle_headings},
    {"level", Need::optional,
     "cấp độ | cấp độ ATTT | cấp độ an toàn | cấp độ an toàn thông tin | cấp độ đề xuất | cấp độ phê duyệt | cấp độ "
     "được phê "
     "duyệt"},
    {"dossier_state", Need::optional,
     "hồ sơ | hồ sơ cấp độ | hồ sơ đề xuất cấp độ | tình trạng hồ sơ | trạng thái hồ sơ | tình trạng hồ sơ cấp độ | "
     "tình trạng "
     "phê duyệt | dossier"},
    {"decision", Need::optional,
     "quyết định | số quyết định | số QĐ | QĐ phê duyệt | quyết định phê duyệt | quyết định phê duyệt cấp độ"},
    {"decision_date", Need::optional, "ngày quyết định | ngày QĐ | ngày phê duyệt | ngày ban hành"},
    {"real_data", Need::optional, "dữ liệu thật | có dữ liệu thật | dùng dữ liệu thật"},
    // "giám sát" alone does not say around the clock
    {"monitored_24_7", Need::optional, "giám sát 24/7 | được giám sát 24/7"},
}};

constexpr std::array<Attribute, 6> website_attributes = {{
    {"id", Need::value, "mã | mã trang | mã cổng | mã website | mã trang web | website id | code", true},
    {"url", Need::value,
     "địa chỉ | địa chỉ trang | địa chỉ web | địa chỉ website | địa chỉ trang web | địa chỉ URL | địa chỉ truy cập | "
     "đường dẫn "
     "| liên kết | tên miền | trang web | website | link | domain"},
    {"agency", Need::value, agency_headings},
    {"system", Need::optional, "hệ thống | mã hệ thống | thuộc hệ thống | hệ thống thông tin | system id"},
    {"name", Need::optional,
     "tên | tên trang | tên cổng | tên website | tên trang web | tên trang, cổng | tên cổng, trang | tên trang/cổng "
     "TTĐT | tên "
     "cổng/trang TTĐT | tên cổng, trang thông tin điện tử | website name"},
    {"lifecycle", Need::optional, lifecycle_headings},
}};

constexpr std::array<Attribute, 12> computer_attributes = {{
    {"id", Need::value, "mã | mã máy | mã máy tính | mã thiết bị | mã tài sản | computer id | asset tag | code", true},
    {"agency", Need::value, agency_headings},
    {"name", Need::column,
     "tên | tên máy | tên máy tính | tên thiết bị | máy tính | computer | computer name | hostname | host name"},
    {"serial", Need::optional, "số serial | số sê-ri | số sê ri | số seri | serial number | service tag | SN | S/N",
     true},
    {"uuid", Need::optional, "mã UUID | SMBIOS UUID | BIOS UUID", true},
    {"macs", Need::optional,
     "MAC | địa chỉ MAC | MAC address | MAC addresses | MAC LAN | MAC WiFi | MAC Wi-Fi | địa chỉ MAC LAN | địa chỉ MAC "
     "WiFi",
     true},
    {"ip", Need::optional, "địa chỉ IP | IP address | IPv4"},
    {"os", Need::optional, "hệ điều hành | HĐH | operating system"},
    {"antivirus_installed", Need::optional,
     "cài antivirus | có cài antivirus | đã cài antivirus | cài phần mềm phòng chống mã độc | có cài phần mềm phòng "
     "chống mã "
     "độc | đã cài phần mềm phòng chống mã độc | có phần mềm phòng chống mã độc"},
    {"antivirus_product", Need::optional,
     "antivirus | phần mềm phòng chống mã độc | tên phần mềm phòng chống mã độc | phần mềm diệt virus"},
    {"antivirus_seen", Need::optional,
     "ngày ghi nhận | ngày ghi nhận phòng chống mã độc | ngày ghi nhận phần mềm phòng chống mã độc | ngày kiểm kê"},
    {"lifecycle", Need::optional, lifecycle_headings},
}};

constexpr std::array<Attribute, 6> officer_attributes = {{
    {"id", Need::value, "mã | mã vị trí | mã vị trí việc làm | mã cán bộ | mã nhân sự | officer id | post id | code",
     true},
    {"agency", Need::value, agency_headings},
    {"post", Need::column, "chức vụ | chức danh | vị trí | vị trí công tác | vị trí việc làm | position", false, true},
    {"since", Need::optional, "từ ngày | ngày phân công | ngày giao nhiệm vụ | ngày bắt đầu"},
    {"until", Need::optional, "đến ngày | ngày thôi nhiệm vụ | ngày kết thúc"},
    {"trained", Need::optional, "ngày tập huấn | tập huấn gần nhất | ngày tập huấn gần nhất | ngày đào tạo"},
}};

// The attributes of a kind as the headings of a table.
struct Headings {
    std::vector<base::ColumnSpec> specs;
    base::ColumnWords words;

    explicit Headings(ListKind kind) : specs(specs_of(kind)), words(specs) {}

    static std::vector<base::ColumnSpec> specs_of(ListKind kind) {
        std::vector<base::ColumnSpec> out;
        for (const Attribute& attribute : attributes_of(kind))
            out.push_back(
                {attribute.name, attribute.headings, attribute.need != Need::optional, attribute.name == "macs"});
        return out;
    }
};

const Headings& headings_of(ListKind kind) {
    static const std::array<Headings, 5> all = {Headings(ListKind::agencies), Headings(ListKind::systems),
                                                Headings(ListKind::websites), Headings(ListKind::computers),
                                                Headings(ListKind::officers)};
    return all.at(static_cast<std::size_t>(kind));
}

struct Match {
    ListKind kind = ListKind::agencies;
    base::TableLayout layout;
};

Match match(const base::SheetTop& top, ListKind kind) {
    return {kind, base::find_layout(top, headings_of(kind).words).value_or(base::TableLayout{})};
}

std::vector<std::string> texts_of(const base::TableLayout& layout) {
    std::vector<std::string> out;
    for (const base::TableColumn& column : layout.columns)
        out.push_back(column.heading);
    return out;
}

std::string shown(const std::vector<std::string>& headings) {
    return base::printable(fmt::format("{}", fmt::join(headings, ", ")), 300);
}

// What a person would take for the headings of a sheet in which none is understood: the first row with most cells.
const base::SheetTop::Row& likeliest_headings(const base::SheetTop& top) {
    const auto filled = [](const base::SheetTop::Row& row) {
        return std::count_if(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return !cell.empty(); });
    };
    return *std::max_element(top.rows.begin(), top.rows.end(),
                             [&](const auto& a, const auto& b) { return filled(a) < filled(b); });
}

tl::unexpected<base::Error> unknown_kind(std::string_view message, const std::vector<std::string>& headings,
                                         std::size_t row) {
    base::MessageArguments arguments = {{"headings", shown(headings)}};
    for (const ListKind kind : list_kinds)
        arguments.emplace_back(table_name_of(kind), needed_columns(kind));
    return base::fail(base::ErrorCode::bad_input, message, std::move(arguments), {"", static_cast<int>(row), {}});
}

// Several columns may hold MAC addresses; of any other attribute two columns would leave it to chance which one counts.
base::Result<Recognition> without_twins(const Match& found) {
    Recognition out{found.kind, found.layout, {}};
    std::map<const Attribute*, std::string> first;
    for (const base::TableColumn& column : found.layout.columns) {
        const Attribute* attribute = column.spec ? &attributes_of(found.kind)[*column.spec] : nullptr;
        out.attributes.push_back(attribute);
        if (attribute == nullptr) continue;
        const auto [earlier, fresh] = first.emplace(attribute, column.heading);
        if (fresh || attribute->name == "macs") continue;
        return base::fail(base::ErrorCode::bad_input, "inventory.same_column",
                          {{"first", base::printable(earlier->second, 80)},
                           {"second", base::printable(column.heading, 80)},
                           {"attribute", std::string(attribute->name)}},
                          {"", static_cast<int>(found.layout.last_heading_row), {}});
    }
    return out;
}

base::Result<Recognition> complete(const Match& found, const base::SheetTop& top) {
    if (found.layout.complete) return without_twins(found);
    const bool any = found.layout.matched > 0;
    const auto& likeliest = likeliest_headings(top);
    const auto missing = base::missing_columns(found.layout, headings_of(found.kind).words);
    return base::fail(base::ErrorCode::bad_input, "inventory.missing_columns",
                      {{"kind", std::string(name_of(found.kind))},
                       {"missing", fmt::format("{}", fmt::join(missing, ", "))},
                       {"needed", needed_columns(found.kind)},
                       {"headings", shown(any ? texts_of(found.layout) : likeliest.cells)}},
                      {"", static_cast<int>(any ? found.layout.last_heading_row : likeliest.number), {}});
}

}  // namespace

std::span<const Attribute> attributes_of(ListKind kind) {
    switch (kind) {
        case ListKind::agencies: return agency_attributes;
        case ListKind::systems: return system_attributes;
        case ListKind::websites: return website_attributes;
        case ListKind::computers: return computer_attributes;
        case ListKind::officers: return officer_attributes;
    }
    return {};
}

const Attribute* attribute_named(ListKind kind, std::string_view name) {
    const auto attributes = attributes_of(kind);
    const auto found =
        std::find_if(attributes.begin(), attributes.end(), [&](const auto& a) { return a.name == name; });
    return found == attributes.end() ? nullptr : &*found;
}

std::string needed_columns(ListKind kind) {
    std::vector<std::string_view> out;
    for (const Attribute& attribute : attributes_of(kind)) {
        if (attribute.need != Need::optional) out.push_back(attribute.name);
    }
    return fmt::format("{}", fmt::join(out, ", "));
}

base::Result<Recognition> recognise(const base::SheetTop& top, Kind as) {
    if (as) return complete(match(top, *as), top);
    std::vector<Match> matches;
    for (const ListKind kind : list_kinds)
        matches.push_back(match(top, kind));
    // a file with all that its kind needs comes before one in which more words happen to be known
    std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
        return a.layout.complete != b.layout.complete ? a.layout.complete : a.layout.matched > b.layout.matched;
    });
    const base::TableLayout& best = matches[0].layout;
    const base::TableLayout& second = matches[1].layout;
    if (!best.complete && (best.matched < 2 || best.matched == second.matched)) {
        const auto& row = likeliest_headings(top);
        return unknown_kind("inventory.unknown_kind", row.cells, row.number);
    }
    if (best.complete && second.complete && best.matched == second.matched)
        return unknown_kind("inventory.ambiguous_kind", texts_of(best), best.last_heading_row);
    return complete(matches[0], top);
}

std::string nearest_heading(ListKind kind, std::string_view heading) {
    return headings_of(kind).words.nearest(heading);
}

bool is_row_number(std::string_view heading) {
    const std::string form = normalised(heading);
    return form == "stt" || form == "tt" || form == "so tt" || form == "so thu tu" || form == "no";
}

}  // namespace attt::inventory
