// The version of the carepool library, for programs that use it. Written by hand at each release and checked against
// CMake's by a test; read by anyone. The surprising decision: results may differ between minor versions (the
// changelog says where), so compare runs of one version only.
#pragma once

#define CAREPOOL_VERSION_MAJOR 0
#define CAREPOOL_VERSION_MINOR 1
#define CAREPOOL_VERSION_PATCH 0
#define CAREPOOL_VERSION "0.1.0"
