#include <algorithm>

#include "base/toml.h"
#include "rules/readers.h"
#include "rules/tls_client.h"

namespace attt::rules {
namespace {

class Reader {
  public:
    explicit Reader(LoadedTlsClients& into) : into_(into) {}

    void read(const base::TomlDocument& document) {
        base::TomlTable root(document, into_.defects);
        const auto date = root.date("date");
        if (!root.has("date")) root.defect("", "toml.missing_key", {{"key", "date"}});
        if (date) into_.date = std::max(into_.date, base::to_iso_date(*date));
        std::vector<TlsClient> here;
        for (base::TomlTable& table : root.tables("client")) {
            TlsClient client = read_client(table);
            const bool twice =
                std::any_of(here.begin(), here.end(), [&](const TlsClient& each) { return each.id == client.id; });
            if (twice) table.defect("id", "tls_clients.twice", {{"value", client.id}});
            here.push_back(std::move(client));
        }
        root.refuse_unknown();
        for (TlsClient& client : here)
            take_place(into_.clients, std::move(client));
    }

  private:
    TlsClient read_client(base::TomlTable& table) {
        TlsClient out;
        out.id = table.required_string("id");
        if (!out.id.empty() && !is_id(out.id)) table.defect("id", "rules.bad_id", {{"value", out.id}});
        out.name = table.required_string("name");
        out.kind = required(table, "kind", tls_client_kinds);
        out.versions = list(table, "versions");
        const std::vector<std::string> known(std::begin(tls_versions_in_order), std::end(tls_versions_in_order));
        for (const std::string& version : out.versions)
            if (std::find(known.begin(), known.end(), version) == known.end())
                unknown_name(table, "versions", {"tls_profile.unknown_near", "tls_profile.unknown"}, version, known);
        out.suites = list(table, "suites");
        for (const char* key : {"versions", "suites"})
            if (table.has(key) && table.strings(key).value_or(std::vector<std::string>{"?"}).empty())
                table.defect(key, "tls_clients.empty", {{"key", key}});
        out.groups = list(table, "groups");
        out.signature_algorithms = list(table, "signature_algorithms");
        if (!table.has("sni")) table.defect("", "toml.missing_key", {{"key", "sni"}});
        out.sni = table.boolean("sni").value_or(true);
        read_dh(table, out);
        out.source = table.required_string("source");
        out.seen = table.required_string("seen");
        out.confidence = required(table, "confidence", confidence_names);
        table.refuse_unknown();
        return out;
    }

    template <class Names>
    std::string required(base::TomlTable& table, std::string_view key, const Names& names) {
        if (!table.has(key)) table.defect("", "toml.missing_key", {{"key", std::string(key)}});
        return table.one_of(key, names).value_or("");
    }

    std::vector<std::string> list(base::TomlTable& table, std::string_view key) {
        if (!table.has(key)) table.defect("", "toml.missing_key", {{"key", std::string(key)}});
        return table.strings(key).value_or(std::vector<std::string>());
    }

    void read_dh(base::TomlTable& table, TlsClient& out) {
        const base::Value* value = table.any("dh_bits");
        if (value == nullptr) return;
        const base::Array* bounds = value->if_array();
        const bool sound = bounds != nullptr && bounds->size() == 2 && (*bounds)[0].integer_or(-1) >= 0 &&
                           (*bounds)[1].integer_or(-1) >= 0;
        if (!sound) return table.defect("dh_bits", "tls_clients.bad_dh");
        out.least_dh_bits = (*bounds)[0].integer_or(0);
        out.most_dh_bits = (*bounds)[1].integer_or(0);
    }

    LoadedTlsClients& into_;
};

}  // namespace

LoadedTlsClients load_tls_clients(const std::vector<std::string>& directories) {
    LoadedTlsClients out;
    Reader reader(out);
    read_of_each(directories, "tls_clients.toml", out.defects,
                 [&](const base::TomlDocument& document) { reader.read(document); });
    return out;
}

}  // namespace attt::rules
