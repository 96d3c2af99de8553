// A console that answers with whatever the bytes say: one answer a line, the first two characters its status ("20" is
// 200, "40" 403), the rest its body. Nothing may crash, loop or hold more than it was given.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "inventory/ksc/hosts.h"

namespace {

using namespace attt;
using namespace attt::inventory;

class FuzzedConsole : public ksc::Channel {
  public:
    explicit FuzzedConsole(std::string_view bytes) : bytes_(bytes) {}

    base::Result<ksc::Answer> call(const std::string&, const base::Value&) override {
        if (bytes_.empty()) return base::fail(base::ErrorCode::timeout, "net.timeout");
        const std::string_view line = bytes_.substr(0, bytes_.find('\n'));
        bytes_.remove_prefix(std::min(line.size() + 1, bytes_.size()));
        const int status = line.starts_with("40") ? 403 : 200;
        return ksc::Answer{status, std::string(line.substr(std::min<std::size_t>(2, line.size())))};
    }
    void wait(int) override {}
    base::Result<void> renew() override { return {}; }

  private:
    std::string_view bytes_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedConsole console({reinterpret_cast<const char*>(data), size});
    const auto answers = ksc::ask(console, {.page = 3, .rows = 1000, .pages = 50, .checks = 20, .sessions = 3});
    if (!answers) return 0;
    const base::Time now{std::chrono::days(20'000)};
    const auto no_agency = [](const std::string&) { return std::string(); };
    const ReadSource read = ksc::read_console(*answers, now, no_agency, {"ksc", std::nullopt, now});
    if (read.source.records.size() > answers->hosts.size()) __builtin_trap();
    for (const auto& record : read.source.records) {
        if (record.id.empty() || (record.last_seen && *record.last_seen > now)) __builtin_trap();
    }
    return 0;
}
