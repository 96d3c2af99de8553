#include "model/computer_record.h"

namespace attt::model {
namespace {

using base::Object;
using base::Value;

void put(Object& out, const char* key, const std::string& text) {
    if (!text.empty()) out.set(key, text);
}
void put(Object& out, const char* key, const std::vector<std::string>& texts) {
    if (!texts.empty()) out.set(key, texts);
}
void put(Object& out, const char* key, const std::optional<bool>& flag) {
    if (flag) out.set(key, *flag);
}
void put(Object& out, const char* key, const std::optional<base::Time>& time) {
    if (time) out.set(key, base::to_rfc3339(*time));
}

std::string text(const Value& value, std::string_view key) {
    return value[key].string_or("");
}
std::optional<bool> flag(const Value& value, std::string_view key) {
    const bool* found = value[key].if_bool();
    return found != nullptr ? std::optional(*found) : std::nullopt;
}
std::optional<base::Time> time(const Value& value, std::string_view key) {
    return base::parse_rfc3339(text(value, key));
}

}  // namespace

Value to_value(const ComputerRecord& record) {
    Object out{{"id", record.id}};
    put(out, "name", record.name);
    put(out, "serial", record.serial);
    put(out, "uuid", record.uuid);
    put(out, "macs", record.macs);
    put(out, "ips", record.ips);
    put(out, "group", record.group);
    put(out, "agency", record.agency);
    put(out, "os", record.os);
    put(out, "os_build", record.os_build);
    put(out, "os_licence", record.os_licence);
    if (record.server) out.set("server", true);
    if (record.exempt) out.set("exempt", true);
    put(out, "last_seen", record.last_seen);
    if (record.as_of != base::Time{}) out.set("as_of", base::to_rfc3339(record.as_of));
    put(out, "product", record.antivirus.product);
    put(out, "installed", record.antivirus.installed);
    put(out, "running", record.antivirus.running);
    put(out, "up_to_date", record.antivirus.up_to_date);
    put(out, "bases", record.antivirus.bases);
    put(out, "expires", record.antivirus.expires);
    return out;
}

ComputerRecord computer_record_from(const Value& value) {
    ComputerRecord out;
    out.id = text(value, "id");
    out.name = text(value, "name");
    out.serial = text(value, "serial");
    out.uuid = text(value, "uuid");
    out.macs = base::strings_of(value["macs"]);
    out.ips = base::strings_of(value["ips"]);
    out.group = text(value, "group");
    out.agency = text(value, "agency");
    out.os = text(value, "os");
    out.os_build = text(value, "os_build");
    out.os_licence = text(value, "os_licence");
    out.server = value["server"].bool_or(false);
    out.exempt = value["exempt"].bool_or(false);
    out.last_seen = time(value, "last_seen");
    out.as_of = time(value, "as_of").value_or(base::Time{});
    out.antivirus = {text(value, "product"),    flag(value, "installed"), flag(value, "running"),
                     flag(value, "up_to_date"), time(value, "bases"),     time(value, "expires")};
    return out;
}

}  // namespace attt::model
