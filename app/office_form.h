// How the issuing office's documents look: the further keys of [[office]] in attt.toml.
#pragma once

#include "app/workspace.h"
#include "reports/letter.h"

namespace attt::app {

// The office of that day with the form of its documents; what is not said is empty.
reports::Issuer issuer_on(const Workspace& workspace, base::Date day);

}  // namespace attt::app
