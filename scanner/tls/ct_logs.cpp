#include "scanner/tls/ct_logs.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include "base/base64.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "scanner/tls/openssl_handles.h"
#include "scanner/tls/sct.h"

namespace attt::scanner::tls {
namespace {

constexpr std::size_t most_bytes = 16U << 20U;
constexpr std::size_t longest_name = 200;  // bytes

bool is_public_key(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const PublicKeyHandle key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    return key && at == reinterpret_cast<const unsigned char*>(der.data()) + der.size();
}

std::string state_of(const base::Value& log) {
    const base::Object* state = log["state"].if_object();
    return state == nullptr || state->empty() ? std::string() : state->begin()->first;
}

}  // namespace

base::Result<CtLogs> CtLogs::load(const std::string& file) {
    auto text = base::read_file(file);
    if (!text) return tl::unexpected(text.error());
    return parse(*text, file);
}

base::Result<CtLogs> CtLogs::parse(std::string_view json, const std::string& file) {
    const auto list = base::parse_json(json, file, {most_bytes, 16});
    if (!list) return tl::unexpected(list.error());
    CtLogs out;
    const base::Array none;
    const base::Array* operators = (*list)["operators"].if_array();
    for (const base::Value& each : operators == nullptr ? none : *operators) {
        for (const char* kind : {"logs", "tiled_logs"}) {
            const base::Array* logs = each[kind].if_array();
            for (const base::Value& log : logs == nullptr ? none : *logs) {
                CtLog one{log["description"].string_or(""), state_of(log),
                          base::base64_decoded(log["key"].string_or(""))};
                one.name.resize(std::min(one.name.size(), longest_name));
                const std::string id = base::base64_decoded(log["log_id"].string_or(""));
                if (!is_public_key(one.key) || id != sha256(one.key))
                    return base::fail(base::ErrorCode::bad_input, "ct.log", {{"name", base::printable(one.name, 80)}},
                                      {file, 0, {}});
                out.logs_.insert_or_assign(id, std::move(one));
            }
        }
    }
    if (out.logs_.empty()) return base::fail(base::ErrorCode::bad_input, "ct.no_logs", {{"file", file}}, {file, 0, {}});
    return out;
}

const CtLog* CtLogs::find(std::string_view id) const {
    const auto found = logs_.find(id);
    return found == logs_.end() ? nullptr : &found->second;
}

}  // namespace attt::scanner::tls
