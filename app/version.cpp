#include "app/version.h"

namespace attt::app {

std::string program_version() {
    return ATTT_VERSION;
}

}  // namespace attt::app
