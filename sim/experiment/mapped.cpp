#include "experiment/mapped.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "store/files.hpp"

namespace carepool::experiment {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path) {
  throw store::StoreError(path, "cannot be read: " + std::generic_category().message(errno));
}

}  // namespace

Mapped::Mapped(const std::filesystem::path& path) {
  const store::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about {};
  if (file.get() < 0 || ::fstat(file.get(), &about) != 0) refuse(path);
  size_ = static_cast<std::size_t>(about.st_size);
  if (size_ == 0) return;
  void* at = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (at == MAP_FAILED) refuse(path);
  data_ = static_cast<const char*>(at);
}

Mapped::~Mapped() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

}  // namespace carepool::experiment
