"""The use cases: one public function for each thing a person, the clock or another system can ask for."""
