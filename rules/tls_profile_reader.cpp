#include <algorithm>
#include <array>
#include <filesystem>

#include "base/files.h"
#include "base/toml.h"
#include "rules/derive_tls_suites.h"
#include "rules/readers.h"
#include "rules/tls_profile.h"

namespace attt::rules {
namespace {

constexpr std::array<std::string_view, 7> allowed_keys = {
    "versions", "suites", "groups", "signature_algorithms", "dh_primes", "key_types", "certificate_signatures"};

constexpr std::array<std::string_view, 13> judged_facts = {
    "renegotiation_info",     "client_renegotiation", "early_data",          "extended_master_secret",
    "encrypt_then_mac",       "fallback_scsv",        "ocsp_stapled",        "heartbeat",
    "dh_value_reused",        "ecdh_value_reused",    "certificate.trusted", "certificate.hostname_matches",
    "certificate.must_staple"};

constexpr std::array<std::string_view, 9> other_keys = {
    "versions_needed", "suite_kinds_refused", "dh_bits_at_least",         "rsa_bits_at_least",
    "ec_bits",         "compression",         "certificate_days_at_most", "hsts_seconds_at_least",
    "ordered"};

class Reader {
  public:
    explicit Reader(std::vector<base::Error>& defects) : defects_(defects) {}

    void read(const base::TomlDocument& document, std::vector<TlsProfile>& into) {
        base::TomlTable root(document, defects_);
        for (base::TomlTable& table : root.tables("profile")) {
            TlsProfile profile = read_profile(table);
            const bool twice =
                std::any_of(into.begin(), into.end(), [&](const TlsProfile& each) { return each.id == profile.id; });
            if (twice) table.defect("id", "tls_profile.twice", {{"value", profile.id}});
            into.push_back(std::move(profile));
        }
        root.refuse_unknown();
    }

  private:
    TlsProfile read_profile(base::TomlTable& table) {
        TlsProfile out;
        out.id = table.required_string("id");
        if (!out.id.empty() && !is_id(out.id)) table.defect("id", "rules.bad_id", {{"value", out.id}});
        out.title = read_text(table, "title", true);
        out.version = table.required_string("version");
        out.date = table.required_string("date");
        out.source = table.required_string("source");
        if (!table.has("confidence")) table.defect("", "toml.missing_key", {{"key", "confidence"}});
        out.confidence = table.one_of("confidence", confidence_names).value_or("");
        out.note = read_text(table, "note", false);
        out.unconfirmed_values = table.strings("unconfirmed_values").value_or(std::vector<std::string>());
        for (base::TomlTable& level : table.tables("level"))
            out.levels.push_back(read_level(level));
        if (out.levels.empty()) table.defect("", "tls_profile.no_level", {{"value", out.id}});
        table.refuse_unknown();
        accumulate(out);
        return out;
    }

    TlsProfileLevel read_level(base::TomlTable& table) {
        TlsProfileLevel out;
        out.id = table.required_string("id");
        out.title = read_text(table, "title", true);
        if (auto require = table.table("require")) out.require = read_requirements(*require);
        if (auto advise = table.table("advise")) out.advise = read_requirements(*advise);
        if (out.require.empty()) table.defect("", "tls_profile.asks_nothing", {{"value", out.id}});
        table.refuse_unknown();
        return out;
    }

    TlsRequirements read_requirements(base::TomlTable& table) {
        TlsRequirements out;
        for (const std::string_view key : allowed_keys)
            if (auto values = table.strings(key)) out.allowed.push_back({std::string(key), std::move(*values)});
        check_each(table, "versions", tls_versions_in_order);
        out.versions_needed = table.strings("versions_needed").value_or(std::vector<std::string>());
        check_each(table, "versions_needed", tls_versions_in_order);
        out.suite_kinds_refused = table.strings("suite_kinds_refused").value_or(std::vector<std::string>());
        check_each(table, "suite_kinds_refused", suite_kind_names);
        out.dh_bits = positive(table, "dh_bits_at_least");
        out.rsa_bits = positive(table, "rsa_bits_at_least");
        out.ec_bits = read_bits(table);
        out.certificate_days = positive(table, "certificate_days_at_most");
        out.hsts_seconds = positive(table, "hsts_seconds_at_least");
        out.server_order = table.boolean("server_order");
        if (const auto compression = table.boolean("compression")) {
            out.no_compression = !*compression;
            if (*compression) table.defect("compression", "tls_profile.compression");
        }
        out.ordered = table.boolean("ordered").value_or(false);
        if (auto facts = table.table("facts")) read_facts(*facts, out);
        read_unconfirmed(table, out);
        table.refuse_unknown();
        return out;
    }

    std::optional<std::int64_t> positive(base::TomlTable& table, std::string_view key) {
        const auto value = table.integer(key);
        if (value && *value <= 0) table.defect(key, "tls_profile.not_positive", {{"key", std::string(key)}});
        return value;
    }

    std::vector<std::int64_t> read_bits(base::TomlTable& table) {
        std::vector<std::int64_t> out;
        const base::Value* value = table.any("ec_bits");
        if (value == nullptr) return out;
        const base::Array* bits = value->if_array();
        bool sound = bits != nullptr;
        for (std::size_t i = 0; sound && i < bits->size(); ++i) {
            out.push_back((*bits)[i].integer_or(0));
            sound = out.back() > 0;
        }
        if (!sound) table.defect("ec_bits", "tls_profile.bad_bits");
        return out;
    }

    void read_facts(base::TomlTable& table, TlsRequirements& out) {
        for (const std::string_view fact : judged_facts)
            if (const auto wanted = table.boolean(fact)) out.facts.emplace_back(fact, *wanted);
        table.refuse_unknown();
    }

    void read_unconfirmed(base::TomlTable& table, TlsRequirements& out) {
        const auto keys = table.strings("unconfirmed");
        if (!keys) return;
        std::vector<std::string> known(allowed_keys.begin(), allowed_keys.end());
        known.insert(known.end(), other_keys.begin(), other_keys.end());
        known.insert(known.end(), judged_facts.begin(), judged_facts.end());
        known.emplace_back("server_order");
        for (const std::string& key : *keys) {
            if (std::find(known.begin(), known.end(), key) == known.end())
                unknown_name(table, "unconfirmed", {"tls_profile.unknown_near", "tls_profile.unknown"}, key, known);
            out.unconfirmed.insert(key);
        }
    }

    template <class Known>
    void check_each(base::TomlTable& table, std::string_view key, const Known& known) {
        const std::vector<std::string> names(std::begin(known), std::end(known));
        for (const std::string& value : table.strings(key).value_or(std::vector<std::string>()))
            if (std::find(names.begin(), names.end(), value) == names.end())
                unknown_name(table, key, {"tls_profile.unknown_near", "tls_profile.unknown"}, value, names);
    }

    // What better levels allow, worse ones allow too.
    static void accumulate(TlsProfile& profile) {
        for (std::size_t i = 1; i < profile.levels.size(); ++i) {
            const TlsRequirements& better = profile.levels[i - 1].require;
            TlsRequirements& own = profile.levels[i].require;
            for (const TlsRequirements::Allowed& each : better.allowed) {
                const auto found = std::find_if(own.allowed.begin(), own.allowed.end(),
                                                [&](const auto& mine) { return mine.key == each.key; });
                if (found == own.allowed.end())
                    own.allowed.push_back(each);
                else
                    found->values.insert(found->values.begin(), each.values.begin(), each.values.end());
            }
            own.ec_bits.insert(own.ec_bits.begin(), better.ec_bits.begin(), better.ec_bits.end());
        }
    }

    std::vector<base::Error>& defects_;
};

}  // namespace

bool TlsRequirements::empty() const {
    return allowed.empty() && versions_needed.empty() && suite_kinds_refused.empty() && !dh_bits && !rsa_bits &&
           ec_bits.empty() && !certificate_days && !hsts_seconds && !server_order && !no_compression && !ordered &&
           facts.empty();
}

LoadedTlsProfiles load_tls_profiles(const std::vector<std::string>& directories) {
    LoadedTlsProfiles out;
    Reader reader(out.defects);
    for (const std::string& directory : directories) {
        std::vector<TlsProfile> here;
        for (const std::filesystem::path& path :
             base::files_in(std::filesystem::path(directory) / "tls_profiles", ".toml")) {
            auto document = base::read_toml(path.string());
            if (!document)
                out.defects.push_back(document.error());
            else
                reader.read(*document, here);
        }
        for (TlsProfile& profile : here)
            take_place(out.profiles, std::move(profile));
    }
    return out;
}

}  // namespace attt::rules
