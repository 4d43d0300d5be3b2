"""What the documents show of the model: tables made from the code itself, so that none can be out of date."""
