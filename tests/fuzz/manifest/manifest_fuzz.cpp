// A manifest comes with documents from anywhere: whatever its bytes, it is read whole or refused, and what is read
// stays inside its directory.
#include <cstdint>
#include <cstdlib>
#include <filesystem>

#include "app/document_set.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace attt;
    const auto sets = app::parse_manifest({reinterpret_cast<const char*>(data), size}, "manifest.json");
    if (!sets) return 0;
    for (const app::WrittenSet& set : *sets) {
        for (const app::SetFile& file : set.files) {
            const std::filesystem::path place = (std::filesystem::path("/a/b") / file.name).lexically_normal();
            if (place.string().rfind("/a/b/", 0) != 0 || file.size < 0 || file.sha256.size() != 64) std::abort();
        }
    }
    return 0;
}
