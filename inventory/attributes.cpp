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

using model::SubjectKind;

constexpr std::string_view agency_headings =
    "cơ quan | đơn vị | cơ quan, đơn vị | mã cơ quan | mã đơn vị | đơn vị vận hành | cơ quan vận hành | đơn vị quản lý "
    "| cơ "
    "quan quản lý | đơn vị sử dụng | cơ quan sử dụng | agency id | operator";
constexpr std::string_view lifecycle_headings =
    "tình trạng | trạng thái | tình trạng sử dụng | trạng thái sử dụng | tình trạng hoạt động | trạng thái hoạt động | "
    "tình "
    "trạng vận hành | status";

constexpr std::array<Attribute, 9> agency_attributes = {{
    {"id", Need::value, "mã | mã cơ quan | mã đơn vị | mã định danh | mã định danh cơ quan | agency id | code"},
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
    {"id", Need::value, "mã | mã hệ thống | mã HTTT | system id | code"},
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
    {"id", Need::value, "mã | mã trang | mã cổng | mã website | mã trang web | website id | code"},
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
    {"id", Need::value, "mã | mã máy | mã máy tính | mã thiết bị | mã tài sản | computer id | asset tag | code"},
    {"agency", Need::value, agency_headings},
    {"name", Need::column,
     "tên | tên máy | tên máy tính | tên thiết bị | máy tính | computer | computer name | hostname | host name"},
    {"serial", Need::optional, "số serial | số sê-ri | số sê ri | số seri | serial number | service tag | SN | S/N"},
    {"uuid", Need::optional, "mã UUID | SMBIOS UUID | BIOS UUID"},
    {"macs", Need::optional,
     "MAC | địa chỉ MAC | MAC address | MAC addresses | MAC LAN | MAC WiFi | MAC Wi-Fi | địa chỉ MAC LAN | địa chỉ MAC "
     "WiFi"},
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

using HeadingMap = std::map<std::string, const Attribute*, std::less<>>;

HeadingMap heading_map(SubjectKind kind) {
    HeadingMap out;
    for (const Attribute& attribute : attributes_of(kind)) {
        out.emplace(normalised(attribute.name), &attribute);
        for (const std::string& heading : spellings_of(attribute.headings))
            out.emplace(normalised(heading), &attribute);
    }
    return out;
}

const HeadingMap& headings_of(SubjectKind kind) {
    static const std::array<HeadingMap, 4> maps = {heading_map(SubjectKind::agency), heading_map(SubjectKind::system),
                                                   heading_map(SubjectKind::website),
                                                   heading_map(SubjectKind::computer)};
    return maps.at(static_cast<std::size_t>(kind));
}

// "Ngày quyết định (dd/mm/yyyy)" without what stands in brackets.
std::string without_brackets(std::string_view heading) {
    const auto open = heading.find('(');
    const auto close = heading.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::string(heading);
    return std::string(heading.substr(0, open)) + " " + std::string(heading.substr(close + 1));
}

const Attribute* attribute_of_heading(SubjectKind kind, const std::string& heading) {
    const HeadingMap& known = headings_of(kind);
    auto found = known.find(normalised(heading));
    if (found == known.end()) found = known.find(normalised(without_brackets(heading)));
    return found == known.end() ? nullptr : found->second;
}

Recognition match(SubjectKind kind, const std::vector<std::string>& headings) {
    Recognition out{kind, {}, 0};
    for (const std::string& heading : headings) {
        const Attribute* attribute = attribute_of_heading(kind, heading);
        const bool fresh = std::find(out.columns.begin(), out.columns.end(), attribute) == out.columns.end();
        if (attribute != nullptr && fresh) ++out.matched;
        out.columns.push_back(attribute);
    }
    return out;
}

std::vector<std::string_view> missing_columns(const Recognition& recognition) {
    std::vector<std::string_view> out;
    for (const Attribute& attribute : attributes_of(recognition.kind)) {
        const auto& columns = recognition.columns;
        const bool there = std::find(columns.begin(), columns.end(), &attribute) != columns.end();
        if (attribute.need != Need::optional && !there) out.push_back(attribute.name);
    }
    return out;
}

std::string shown(const std::vector<std::string>& headings) {
    return base::printable(fmt::format("{}", fmt::join(headings, ", ")), 300);
}

tl::unexpected<base::Error> unknown_kind(std::string_view message, const std::vector<std::string>& headings) {
    base::MessageArguments arguments = {{"headings", shown(headings)}};
    for (const std::string_view name : model::subject_kind_names) {
        arguments.emplace_back(name, needed_columns(*model::subject_kind_of(name)));
    }
    return base::fail(base::ErrorCode::bad_input, message, std::move(arguments));
}

// Several columns may hold MAC addresses; of any other attribute two columns would leave it to chance which one counts.
base::Result<Recognition> without_twins(Recognition recognition, const std::vector<std::string>& headings) {
    for (std::size_t i = 0; i < headings.size(); ++i) {
        const Attribute* attribute = recognition.columns[i];
        if (attribute == nullptr || attribute->name == "macs") continue;
        const auto first = std::find(recognition.columns.begin(), recognition.columns.end(), attribute);
        const auto at = static_cast<std::size_t>(first - recognition.columns.begin());
        if (at == i) continue;
        return base::fail(base::ErrorCode::bad_input, "inventory.same_column",
                          {{"first", base::printable(headings[at], 80)},
                           {"second", base::printable(headings[i], 80)},
                           {"attribute", std::string(attribute->name)}});
    }
    return recognition;
}

base::Result<Recognition> complete(const Recognition& recognition, const std::vector<std::string>& headings) {
    const auto missing = missing_columns(recognition);
    if (missing.empty()) return without_twins(recognition, headings);
    return base::fail(base::ErrorCode::bad_input, "inventory.missing_columns",
                      {{"kind", std::string(model::name_of(recognition.kind))},
                       {"missing", fmt::format("{}", fmt::join(missing, ", "))},
                       {"needed", needed_columns(recognition.kind)},
                       {"headings", shown(headings)}});
}

}  // namespace

std::span<const Attribute> attributes_of(SubjectKind kind) {
    switch (kind) {
        case SubjectKind::agency: return agency_attributes;
        case SubjectKind::system: return system_attributes;
        case SubjectKind::website: return website_attributes;
        case SubjectKind::computer: return computer_attributes;
    }
    return {};
}

const Attribute* attribute_named(SubjectKind kind, std::string_view name) {
    const auto attributes = attributes_of(kind);
    const auto found =
        std::find_if(attributes.begin(), attributes.end(), [&](const auto& a) { return a.name == name; });
    return found == attributes.end() ? nullptr : &*found;
}

std::string needed_columns(SubjectKind kind) {
    std::vector<std::string_view> out;
    for (const Attribute& attribute : attributes_of(kind)) {
        if (attribute.need != Need::optional) out.push_back(attribute.name);
    }
    return fmt::format("{}", fmt::join(out, ", "));
}

base::Result<Recognition> recognise(const std::vector<std::string>& headings, Kind as) {
    if (as) return complete(match(*as, headings), headings);
    std::vector<Recognition> matches;
    for (const std::string_view name : model::subject_kind_names) {
        matches.push_back(match(*model::subject_kind_of(name), headings));
    }
    // a file with all that its kind needs comes before one in which more words happen to be known
    std::stable_sort(matches.begin(), matches.end(), [](const Recognition& a, const Recognition& b) {
        const bool a_whole = missing_columns(a).empty();
        const bool b_whole = missing_columns(b).empty();
        return a_whole != b_whole ? a_whole : a.matched > b.matched;
    });
    const Recognition& best = matches[0];
    const Recognition& second = matches[1];
    const bool whole = missing_columns(best).empty();
    if (!whole && (best.matched < 2 || best.matched == second.matched))
        return unknown_kind("inventory.unknown_kind", headings);
    if (whole && best.matched == second.matched && missing_columns(second).empty())
        return unknown_kind("inventory.ambiguous_kind", headings);
    return complete(best, headings);
}

std::string nearest_heading(SubjectKind kind, std::string_view heading) {
    std::vector<std::string> known;
    for (const Attribute& attribute : attributes_of(kind)) {
        known.emplace_back(attribute.name);
        for (std::string& spelling : spellings_of(attribute.headings))
            known.push_back(std::move(spelling));
    }
    return base::nearest(heading, known).value_or("");
}

bool is_row_number(std::string_view heading) {
    const std::string form = normalised(heading);
    return form == "stt" || form == "tt" || form == "so tt" || form == "so thu tu" || form == "no";
}

}  // namespace attt::inventory
