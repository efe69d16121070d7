#include "handover.hpp"

namespace attune {

using Kind = Handover::Event::Kind;

void Handover::Pool::add(std::size_t count) {
  while (buffers.size() < count) buffers.push_back(std::make_unique_for_overwrite<std::byte[]>(bytes));
}

Handover::Handover(std::size_t pieces, std::size_t piece_bytes, std::size_t volumes, std::size_t volume_bytes) {
  pieces_.bytes = piece_bytes;
  pieces_.add(pieces);
  volumes_.bytes = volume_bytes;
  volumes_.add(volumes);
  for (std::size_t i = 0; i < pieces; ++i) events_.push_back({Kind::piece, i, 0});
  for (std::size_t i = 0; i < volumes; ++i) free_volumes_.push_back(i);
}

Handover::Event Handover::next_piece() {
  std::unique_lock lock(mutex_);
  if (filled_.empty()) changed_for_user_.notify_one();
  changed_for_worker_.wait(lock, [&] { return abandoned_ || !filled_.empty(); });
  if (abandoned_) throw Abandoned();
  const Event piece = filled_.front();
  filled_.pop_front();
  return piece;
}

std::size_t Handover::free_volume() {
  std::unique_lock lock(mutex_);
  changed_for_worker_.wait(lock, [&] { return abandoned_ || !free_volumes_.empty(); });
  if (abandoned_) throw Abandoned();
  const std::size_t index = free_volumes_.front();
  free_volumes_.pop_front();
  return index;
}

void Handover::hand_over(const Event& event) {
  bool urgent = event.kind != Kind::piece;
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
    urgent = urgent || 2 * filled_.size() <= pieces_.buffers.size();
  }
  // Waking the other side costs more than a piece is worth: while enough are left it is taken with the next volume.
  if (urgent) changed_for_user_.notify_one();
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
    if (event.kind == Kind::piece)
      filled_.push_back(event);
    else
      free_volumes_.push_back(event.buffer);
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

std::span<std::byte> Handover::buffer(Event::Kind kind, std::size_t index) {
  const Pool& pool = kind == Kind::piece ? pieces_ : volumes_;
  return {pool.buffers[index].get(), pool.bytes};
}

}  // namespace attune
