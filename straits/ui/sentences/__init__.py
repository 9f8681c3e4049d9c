"""What pages say that they found: sentences made of frames and counts alone, without a screen."""
