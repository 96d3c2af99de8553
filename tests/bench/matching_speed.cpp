// Time and memory of matching alone: matching_speed [computers] [sources]
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>

#include "tests/unit/matching/province.h"

namespace {

double processor_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

long peak_megabytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace attt::inventory::matching;
    testing::ProvinceSettings settings;
    settings.computers = argc > 1 ? static_cast<std::size_t>(std::atol(argv[1])) : 100'000;
    settings.sources = argc > 2 ? static_cast<std::size_t>(std::atol(argv[2])) : 3;
    settings.agencies = std::max<std::size_t>(35, settings.computers / 150);
    const testing::Province province = testing::make_province(settings);
    const long before = peak_megabytes();
    const auto start = std::chrono::steady_clock::now();
    const double began = processor_seconds();
    const auto result = match(province.input());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    fmt::print(
        "{} computers, {} sources: {:.2f} s ({:.2f} s of processor), {} links, peak {} MB of which {} MB hold the "
        "input\n",
        settings.computers, settings.sources, took.count(), processor_seconds() - began, result.links.size(),
        peak_megabytes(), before);
    return 0;
}
