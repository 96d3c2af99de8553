#include "inventory/ksc/recording.h"

#include <fmt/format.h>

#include <system_error>

#include "base/files.h"
#include "base/json.h"

namespace attt::inventory::ksc {
namespace {

using base::Value;

constexpr const char* call_schema = "attt.ksc_call/1";
constexpr const char* recording_schema = "attt.ksc_recording/1";
constexpr const char* manifest = "recording.json";
constexpr unsigned private_file = 0600;
constexpr unsigned private_directory = 0700;

std::string key_of(const std::string& method, const Value& parameters) {
    return method + "\n" + base::to_canonical_json(parameters);
}

tl::unexpected<base::Error> damaged(const std::filesystem::path& file) {
    return base::fail(base::ErrorCode::bad_input, "ksc.recording_damaged", {}, {file.string(), 0, {}});
}

base::Result<Value> read_json_file(const std::filesystem::path& file, const char* schema) {
    auto bytes = base::read_file(file, 64U << 20U);
    if (!bytes) return tl::unexpected(bytes.error());
    auto value = base::parse_json(*bytes, file.string());
    if (!value || (*value)["schema"].string_or("") != schema) return damaged(file);
    return value;
}

}  // namespace

base::Result<Recorder> Recorder::open(Channel& live, std::filesystem::path directory) {
    std::error_code error;
    if (std::filesystem::exists(directory, error) && !std::filesystem::is_empty(directory, error))
        return base::fail(base::ErrorCode::bad_input, "ksc.recording_exists", {{"directory", directory.string()}});
    if (auto made = base::make_directory(directory, private_directory); !made) return tl::unexpected(made.error());
    return Recorder(live, std::move(directory));
}

base::Result<Answer> Recorder::call(const std::string& method, const Value& parameters) {
    auto answer = live_->call(method, parameters);
    if (!answer) return answer;
    const base::Object call{{"schema", call_schema},
                            {"method", method},
                            {"parameters", parameters},
                            {"status", answer->status},
                            {"body", answer->body}};
    const auto file = directory_ / fmt::format("{:05}-{}.json", ++written_, method);
    if (auto kept = base::write_file(file, base::to_json(Value(call)) + "\n", private_file); !kept)
        return tl::unexpected(kept.error());
    return answer;
}

base::Result<void> Recorder::close(const std::string& host, base::Time at) {
    const base::Object whole{
        {"schema", recording_schema}, {"host", host}, {"at", base::to_rfc3339(at)}, {"answers", written_}};
    return base::write_file(directory_ / manifest, base::to_pretty_json(Value(whole)) + "\n", private_file);
}

base::Result<Replay> Replay::open(const std::filesystem::path& directory, RecordingLimits limits) {
    std::error_code error;
    if (!std::filesystem::exists(directory / manifest, error))
        return base::fail(base::ErrorCode::not_found, "ksc.no_recording", {{"directory", directory.string()}});
    const auto whole = read_json_file(directory / manifest, recording_schema);
    if (!whole) return tl::unexpected(whole.error());
    const auto at = base::parse_rfc3339((*whole)["at"].string_or(""));
    if (!at) return damaged(directory / manifest);
    Replay out;
    out.host_ = (*whole)["host"].string_or("");
    out.at_ = *at;
    std::size_t answers = 0, bytes = 0;
    for (const auto& file : base::files_in(directory, ".json")) {
        if (file.filename() == manifest) continue;
        auto call = read_json_file(file, call_schema);
        if (!call) return tl::unexpected(call.error());
        Answer answer{static_cast<int>((*call)["status"].integer_or(0)), (*call)["body"].string_or("")};
        bytes += answer.body.size();
        if (++answers > limits.answers || bytes > limits.bytes)
            return base::fail(base::ErrorCode::bad_input, "ksc.recording_too_large",
                              {{"directory", directory.string()}});
        const std::string method = (*call)["method"].string_or("");
        out.answers_[key_of(method, (*call)["parameters"])].push_back(std::move(answer));
    }
    if (static_cast<std::int64_t>(answers) != (*whole)["answers"].integer_or(0)) return damaged(directory / manifest);
    return out;
}

base::Result<Answer> Replay::call(const std::string& method, const Value& parameters) {
    const auto found = answers_.find(key_of(method, parameters));
    if (found == answers_.end() || found->second.empty())
        return base::fail(base::ErrorCode::bad_input, "ksc.not_recorded", {{"method", method}});
    Answer answer = std::move(found->second.front());
    found->second.pop_front();
    return answer;
}

}  // namespace attt::inventory::ksc
