// carepool_synthetic_run DIR: writes a run's folder of random walks with its report, for the browser tests.
#include <cstdio>

#include "report/synthetic_run.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: carepool_synthetic_run DIR\n");
    return 2;
  }
  carepool::test::write_synthetic_run(argv[1]);
  return 0;
}
