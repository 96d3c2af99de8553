#include "model/dossier.h"

#include <algorithm>

namespace attt::model {
namespace {

void put(base::Object& out, const char* key, const std::string& text) {
    if (!text.empty()) out.set(key, text);
}

}  // namespace

std::optional<DossierEventKind> dossier_event_of(std::string_view name) {
    const auto found = std::find(dossier_event_names.begin(), dossier_event_names.end(), name);
    if (found == dossier_event_names.end()) return std::nullopt;
    return static_cast<DossierEventKind>(found - dossier_event_names.begin());
}

base::Value detail_of(const DossierEvent& event) {
    base::Object out;
    put(out, "number", event.number);
    put(out, "body", event.body);
    put(out, "role", event.role);
    put(out, "regime", event.regime);
    put(out, "extent", event.extent);
    put(out, "note", event.note);
    if (event.level) out.set("level", *event.level);
    if (event.voids) out.set("voids", *event.voids);
    if (!event.criteria.empty()) out.set("criteria", event.criteria);
    base::Array files;
    for (const AttachedFile& file : event.files) {
        files.emplace_back(
            base::Object{{"part", file.part}, {"name", file.name}, {"sha256", file.sha256}, {"size", file.size}});
    }
    if (!files.empty()) out.set("files", std::move(files));
    return out;
}

void set_detail(DossierEvent& event, const base::Value& detail) {
    event.number = detail["number"].string_or("");
    event.body = detail["body"].string_or("");
    event.role = detail["role"].string_or("");
    event.regime = detail["regime"].string_or("");
    event.extent = detail["extent"].string_or("");
    event.note = detail["note"].string_or("");
    if (const auto* level = detail["level"].if_integer()) event.level = static_cast<int>(*level);
    if (const auto* voids = detail["voids"].if_integer()) event.voids = *voids;
    event.criteria = base::strings_of(detail["criteria"]);
    const base::Array* files = detail["files"].if_array();
    if (files == nullptr) return;
    for (const base::Value& file : *files) {
        event.files.push_back({file["part"].string_or(""), file["name"].string_or(""), file["sha256"].string_or(""),
                               file["size"].integer_or(0)});
    }
}

}  // namespace attt::model
