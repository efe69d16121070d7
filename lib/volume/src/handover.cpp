#include "handover.hpp"

namespace attune {

Handover::Handover(std::size_t pieces, std::size_t piece_bytes, std::size_t volumes, std::size_t volume_bytes) {
  for (std::size_t i = 0; i < pieces; ++i) pieces_.buffers.emplace_back(piece_bytes), pieces_.free.push_back(i);
  for (std::size_t i = 0; i < volumes; ++i) volumes_.buffers.emplace_back(volume_bytes), volumes_.free.push_back(i);
}

std::size_t Handover::free_buffer(Event::Kind kind) {
  std::unique_lock lock(mutex_);
  Pool& from = pool(kind);
  if (from.free.empty()) changed_for_user_.notify_one();
  changed_for_worker_.wait(lock, [&] { return abandoned_ || !from.free.empty(); });
  if (abandoned_) throw Abandoned();
  const std::size_t index = from.free.front();
  from.free.pop_front();
  return index;
}

void Handover::hand_over(const Event& event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
  }
  // Waking the other side costs more than a piece is worth: pieces are taken along with the next volume.
  if (event.kind != Event::Kind::piece) changed_for_user_.notify_one();
}

void Handover::fail(std::exception_ptr error) {
  {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
  }
  changed_for_user_.notify_one();
}

Handover::Event Handover::take() {
  std::unique_lock lock(mutex_);
  changed_for_user_.wait(lock, [&] { return error_ || !events_.empty(); });
  if (events_.empty()) std::rethrow_exception(error_);
  const Event event = events_.front();
  events_.pop_front();
  return event;
}

void Handover::give_back(const Event& event) {
  {
    const std::lock_guard lock(mutex_);
    pool(event.kind).free.push_back(event.buffer);
  }
  changed_for_worker_.notify_one();
}

void Handover::abandon() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
  }
  changed_for_worker_.notify_one();
}

std::span<std::byte> Handover::buffer(Event::Kind kind, std::size_t index) { return pool(kind).buffers[index]; }

}  // namespace attune
