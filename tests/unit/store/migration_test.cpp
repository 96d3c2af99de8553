#include "tests/unit/store/support.h"
