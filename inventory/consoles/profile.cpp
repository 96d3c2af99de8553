#include "inventory/consoles/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "inventory/words.h"

namespace attt::inventory {
namespace {

struct Known {
    ConsoleField field;
    std::string_view headings;
};

constexpr std::array<Known, 15> known_headings = {{
    {ConsoleField::record,
     "record | record id | host id | device id | machine id | agent id | endpoint id | mã bản ghi | mã thiết bị | mã "
     "máy trạm | id"},
    {ConsoleField::name,
     "name | tên | tên máy | tên máy tính | tên thiết bị | máy tính | thiết bị | tên máy trạm | máy trạm | device | "
     "device name | "
     "computer | computer name | computername | devicename | host | hostname | host name | endpoint | endpoint name | "
     "machine | machine name | "
     "netbios name | tên netbios | windows name | dns name | fqdn | endpoint fqdn | имя устройства | устройство"},
    {ConsoleField::serial,
     "serial | serial number | serialnumber | số serial | số sê-ri | số sê ri | số seri | sê-ri | seri | service tag | "
     "s/n | sn | bios serial | số máy"},
    {ConsoleField::uuid, "uuid | smbios uuid | bios uuid | hardware uuid | mã uuid"},
    {ConsoleField::mac,
     "mac | mac address | mac addresses | macaddress | địa chỉ mac | mac lan | mac wifi | physical address | địa chỉ "
     "vật lý"},
    {ConsoleField::ip,
     "ip | ip address | ip addresses | ipaddress | địa chỉ ip | ipv4 | ipv4 address | last ip | lastipaddress | "
     "connection ip address | ip kết nối | ip-адрес"},
    {ConsoleField::group,
     "group | group name | nhóm | nhóm quản trị | tên nhóm | đơn vị | cơ quan | phòng ban | administration group | "
     "managed group | device group | agency | ou | đơn vị sử dụng | группа"},
    {ConsoleField::last_seen,
     "last_seen | last seen | lastseen | last connection | last connected | last connection to administration server | "
     "last contact | last check in | last checkin | last visible | "
     "lần cuối thấy | lần kết nối cuối | kết nối lần cuối | kết nối cuối | kết nối gần nhất | lần kết nối gần nhất | "
     "thời gian kết nối cuối | lần cuối kết nối | hoạt động lần cuối | cập nhật lần cuối trạng thái | "
     "last communication | last communicated | last update time | online gần nhất | lần cuối trực tuyến | последнее "
     "подключение"},
    {ConsoleField::av_installed,
     "av_installed | av installed | antivirus installed | protection installed | đã cài | đã cài đặt | cài đặt | đã "
     "cài av | đã cài antivirus | có cài đặt | "
     "cài phần mềm phòng chống mã độc | có phần mềm phòng chống mã độc | trạng thái cài đặt | installed | onboarding "
     "status"},
    {ConsoleField::av_running,
     "av_running | av running | running | đang chạy | đang hoạt động | bảo vệ thời gian thực | trạng thái bảo vệ | "
     "trạng thái bảo vệ thời gian thực | real-time protection | "
     "realtime protection | real time protection | realtimeprotectionenabled | rtp | antimalware | protection status | "
     "protection | trạng thái hoạt động"},
    {ConsoleField::av_bases_date,
     "av_bases_date | av bases date | bases date | database date | databases date | anti-virus database date | "
     "antivirus database date | date of databases | ngày cơ sở dữ liệu | "
     "ngày csdl | ngày cập nhật | ngày cập nhật csdl | ngày cập nhật mẫu | ngày cập nhật mẫu virus | ngày mẫu nhận "
     "diện | phiên bản csdl ngày | signature date | definitions date | definition date | virus definition date | "
     "signature update date | cơ sở dữ liệu ngày | cập nhật csdl lần cuối | last update | cập nhật gần nhất | дата "
     "баз"},
    {ConsoleField::av_up_to_date,
     "up to date | uptodate | signatures up to date | signature up to date | đã cập nhật | tình trạng cập nhật | trạng "
     "thái cập nhật | trạng thái csdl"},
    {ConsoleField::av_product,
     "product | product name | phần mềm | tên phần mềm | phần mềm phòng chống mã độc | antivirus | sản phẩm | tên sản "
     "phẩm | ứng dụng | application | application name | av product"},
    {ConsoleField::os, "os | operating system | hệ điều hành | hđh | osplatform | os name | platform"},
    {ConsoleField::os_build,
     "os build | osbuild | os version | osversion | phiên bản hệ điều hành | phiên bản hđh | build"},
}};

using HeadingMap = std::map<std::string, ConsoleField, std::less<>>;

const HeadingMap& known_map() {
    static const HeadingMap map = [] {
        HeadingMap out;
        for (const Known& known : known_headings) {
            for (const std::string& spelling : spellings_of(known.headings))
                out.emplace(normalised(spelling), known.field);
        }
        return out;
    }();
    return map;
}

std::optional<ConsoleField> field_named(std::string_view name) {
    for (std::size_t i = 0; i < console_field_names.size(); ++i) {
        if (console_field_names[i] == name) return static_cast<ConsoleField>(i);
    }
    return std::nullopt;
}

std::string toml_quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
    return out + '"';
}

void read_columns(base::TomlTable& table, ConsoleProfile& profile) {
    for (const std::string_view name : console_field_names) {
        const auto headings = table.strings(name);
        if (headings) profile.headings[*field_named(name)] = *headings;
    }
    table.refuse_unknown();
}

void read_words(base::TomlTable& table, ConsoleProfile& profile) {
    for (const ConsoleField field :
         {ConsoleField::av_installed, ConsoleField::av_running, ConsoleField::av_up_to_date}) {
        auto words = table.table(name_of(field));
        if (!words) continue;
        for (const auto& [key, meaning] : {std::pair("yes", true), std::pair("no", false)}) {
            for (const std::string& word : words->strings(key).value_or(std::vector<std::string>()))
                profile.words[field][normalised(word)] = meaning;
        }
        words->refuse_unknown();
    }
    table.refuse_unknown();
}

}  // namespace

bool may_repeat(ConsoleField field) {
    return field == ConsoleField::mac || field == ConsoleField::ip;
}

std::optional<ConsoleField> field_in_heading(std::string_view heading) {
    constexpr std::size_t shortest = 3;
    const std::string words = " " + normalised(heading) + " ";
    std::optional<ConsoleField> best;
    std::size_t longest = 0;
    for (const auto& [known, field] : known_map()) {
        if (known.size() < std::max(shortest, longest + 1) || words.find(" " + known + " ") == std::string::npos)
            continue;
        longest = known.size();
        best = field;
    }
    return best;
}

ConsoleColumns understand_headings(const std::vector<std::string>& headings, const ConsoleProfile* profile) {
    HeadingMap own;
    if (profile != nullptr) {
        for (const auto& [field, spellings] : profile->headings) {
            for (const std::string& spelling : spellings)
                own.emplace(normalised(spelling), field);
        }
    }
    ConsoleColumns out(headings.size());
    std::set<ConsoleField> taken;
    const auto give = [&](const HeadingMap& map) {
        for (std::size_t i = 0; i < headings.size(); ++i) {
            if (out[i]) continue;
            const auto found = map.find(normalised(headings[i]));
            if (found == map.end()) continue;
            if (!taken.insert(found->second).second && !may_repeat(found->second)) continue;
            out[i] = found->second;
        }
    };
    give(own);
    give(known_map());
    return out;
}

bool is_console(const ConsoleColumns& columns) {
    const auto has = [&](std::initializer_list<ConsoleField> fields) {
        return std::any_of(columns.begin(), columns.end(), [&](const auto& column) {
            return column && std::find(fields.begin(), fields.end(), *column) != fields.end();
        });
    };
    using enum ConsoleField;
    return has({name, serial, mac, ip}) && has({last_seen, av_installed, av_running, av_bases_date, av_up_to_date});
}

std::optional<ConsoleProfile> read_profile(const base::TomlDocument& document, std::vector<base::Error>& defects) {
    const std::size_t before = defects.size();
    base::TomlTable root(document, defects);
    ConsoleProfile profile;
    profile.id = root.required_string("id");
    profile.title = root.string("title").value_or(profile.id);
    profile.product = root.string("product").value_or("");
    profile.month_first = root.boolean("month_first").value_or(false);
    profile.partial = root.boolean("partial").value_or(false);
    profile.installed_unless_said = root.boolean("installed_unless_said");
    if (auto columns = root.table("columns")) read_columns(*columns, profile);
    if (auto words = root.table("words")) read_words(*words, profile);
    root.refuse_unknown();
    if (defects.size() != before) return std::nullopt;
    return profile;
}

std::string to_toml(const ConsoleProfile& profile) {
    std::string out = fmt::format("id = {}\ntitle = {}\n", toml_quoted(profile.id), toml_quoted(profile.title));
    if (!profile.product.empty()) out += fmt::format("product = {}\n", toml_quoted(profile.product));
    if (profile.month_first) out += "month_first = true\n";
    if (profile.partial) out += "partial = true\n";
    if (profile.installed_unless_said)
        out += fmt::format("installed_unless_said = {}\n", *profile.installed_unless_said);
    out += "\n[columns]\n";
    for (const auto& [field, headings] : profile.headings) {
        std::string list;
        for (const std::string& heading : headings)
            list += (list.empty() ? "" : ", ") + toml_quoted(heading);
        out += fmt::format("{} = [{}]\n", name_of(field), list);
    }
    for (const auto& [field, words] : profile.words) {
        std::string yes, no;
        for (const auto& [word, meaning] : words) {
            std::string& list = meaning ? yes : no;
            list += (list.empty() ? "" : ", ") + toml_quoted(word);
        }
        out += fmt::format("\n[words.{}]\nyes = [{}]\nno = [{}]\n", name_of(field), yes, no);
    }
    return out;
}

}  // namespace attt::inventory
